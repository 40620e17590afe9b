import { quantile } from "./measurement.ts";
import type { CannedResponse, Call } from "./overload-calls.ts";

export type CallKind = "quote" | "order" | "move";

interface Count {
  sent: number;
  served: number;
  /** 503 or 429. */
  refused: number;
  failed: number;
}

/** What a phase came to. */
export interface LoadReport {
  readonly counts: Readonly<Record<CallKind, Count>>;
  readonly servedPerSecond: number;
  /** Of what was served. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of what was served, by kind; 0 without any. */
  readonly meanMs: Readonly<Record<CallKind, number>>;
  readonly refusalP99Ms: number;
  /** From the start of the phase to its last refusal; 0 without any. */
  readonly lastRefusalMs: number;
  readonly health: { readonly asked: number; readonly ok: number; readonly p99Ms: number };
  /** Of the load itself, as a share of a core. */
  readonly cpuShare: number;
}

const HEALTH_EVERY_MS = 100;
const LATE_MS = 15_000;
const MAX_COMPLAINTS = 3;

/** Counts the calls of one phase, those whose response comes after its end, too. */
export class Tally {
  readonly startedMs = performance.now();
  readonly #counts: Record<CallKind, Count> = { quote: none(), order: none(), move: none() };
  readonly #servedMs: number[] = [];
  readonly #servedSumMs: Record<CallKind, number> = { quote: 0, order: 0, move: 0 };
  readonly #refusedMs: number[] = [];
  readonly #healthMs: number[] = [];
  #healthAsked = 0;
  #healthOk = 0;
  #lastRefusalMs = 0;
  #inFlight = 0;
  #servedPerSecond = 0;
  #cpuShare = 0;

  /** Runs the phase and asks for the gateway's health meanwhile. */
  async during(probe: Call, run: () => Promise<void>): Promise<void> {
    const startedCpu = process.cpuUsage();
    const prober = setInterval(() => void this.#probe(probe), HEALTH_EVERY_MS);
    await run();
    clearInterval(prober);
    const tookS = (performance.now() - this.startedMs) / 1_000;
    const { user, system } = process.cpuUsage(startedCpu);
    this.#servedPerSecond = this.#servedMs.length / tookS;
    this.#cpuShare = (user + system) / 1e6 / tookS;
  }

  /** A call that was due at `dueMs`. Resolves with its answer, or with null when it was not served. */
  async count(kind: CallKind, dueMs: number, reply: Promise<CannedResponse>): Promise<CannedResponse | null> {
    const count = this.#counts[kind];
    count.sent += 1;
    this.#inFlight += 1;
    const { status, text } = await reply;
    this.#inFlight -= 1;
    const nowMs = performance.now();
    if (status === 200) {
      count.served += 1;
      this.#servedMs.push(nowMs - dueMs);
      this.#servedSumMs[kind] += nowMs - dueMs;
      return { status, text };
    }
    if (status === 503 || status === 429) {
      count.refused += 1;
      this.#refusedMs.push(nowMs - dueMs);
      this.#lastRefusalMs = nowMs - this.startedMs;
    } else {
      count.failed += 1;
      if (count.failed <= MAX_COMPLAINTS) console.error(`  ${kind} failed with ${status}: ${text.slice(0, 200)}`);
    }
    return null;
  }

  /** Waits for what is still on its way: it is late, not missing. */
  async report(): Promise<LoadReport> {
    const deadlineMs = performance.now() + LATE_MS;
    while (this.#inFlight > 0 && performance.now() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return {
      counts: this.#counts,
      servedPerSecond: this.#servedPerSecond,
      p50Ms: quantile(this.#servedMs, 0.5),
      p99Ms: quantile(this.#servedMs, 0.99),
      meanMs: { quote: this.#meanMs("quote"), order: this.#meanMs("order"), move: this.#meanMs("move") },
      refusalP99Ms: this.#refusedMs.length === 0 ? 0 : quantile(this.#refusedMs, 0.99),
      lastRefusalMs: this.#lastRefusalMs,
      health: { asked: this.#healthAsked, ok: this.#healthOk, p99Ms: quantile(this.#healthMs, 0.99) },
      cpuShare: this.#cpuShare,
    };
  }

  #meanMs(kind: CallKind): number {
    return this.#servedSumMs[kind] / Math.max(1, this.#counts[kind].served);
  }

  async #probe(call: Call): Promise<void> {
    // Counted before the answer, so that one which never comes is missed.
    this.#healthAsked += 1;
    const startedMs = performance.now();
    const { status } = await call("/healthz");
    this.#healthMs.push(performance.now() - startedMs);
    if (status === 200) this.#healthOk += 1;
  }
}

function none(): Count {
  return { sent: 0, served: 0, refused: 0, failed: 0 };
}
