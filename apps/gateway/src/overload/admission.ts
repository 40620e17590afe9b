import { availableParallelism } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { AdmissionGate } from "@atlas/core/overload/admission-gate";
import { CallerLines } from "@atlas/core/overload/caller-lines";
import type { LimitSettings } from "@atlas/core/overload/in-flight-limit";
import { TimeUsed } from "@atlas/core/overload/time-used";
import type { TrafficClass } from "@atlas/core/overload/traffic-class";
import type { Registry } from "prom-client";
import { type AdmissionMetrics, admissionMetrics } from "./admission-metrics.ts";
import type { Caller } from "./caller.ts";
import { CALLER_LIMITS, type LimitsOfCallers, LINE_PATIENCE_MS, READ_REST, REFUSED_PLACE_MS } from "./caller-limits.ts";
import { OVERLOADED, type Refusal, TOO_MUCH_AT_ONCE } from "./overloaded.ts";
import { CALL_LANES, type CallLane, type Lane } from "./lanes.ts";

/** With the mean at 200 ms the slowest in a hundred stays well below a second. */
const DEFAULT_LIMITS: LimitSettings = { targetMs: 200, initialLimit: 64, minLimit: 16, maxLimit: 500 };

const ADJUST_EVERY_MS = 200;
const EXPIRE_EVERY_MS = 10;
const LOOP_RESOLUTION_MS = 10;
/** Node hashes on four threads; more at once than cores would only take time from the event loop. */
const SIGN_INS_AT_ONCE = Math.min(4, availableParallelism());

/** Ends an admitted call, which may have been refused for its caller's number of calls; called again it does nothing. */
export type Leave = (isLimited?: boolean) => void;

/** Called once: how to leave, or why not. */
type OnEntry = (entry: Leave | Refusal) => void;

/** Called once with whether it was let in. */
type Waiter = (isIn: boolean) => void;

type Gate = AdmissionGate<Waiter>;

/**
 * Lets in what this process can serve in time, and refuses the rest at once: see `AdmissionGate`. Before that gate each caller has a line
 * of its own, so that what one caller asks for at once takes no room from the others.
 */
export class Admission implements Disposable {
  readonly #lines: Readonly<Record<CallLane, CallerLines<Waiter>>> = {
    move: new CallerLines(),
    command: new CallerLines(),
    quote: new CallerLines(),
    query: new CallerLines(),
    bulk: new CallerLines(),
  };
  readonly #usedByReads = new TimeUsed();
  readonly #calls: Gate;
  readonly #signIns: Gate;
  readonly #callers: LimitsOfCallers;
  readonly #metrics: AdmissionMetrics;
  readonly #loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(registry: Registry, limits: LimitSettings = DEFAULT_LIMITS, callers: LimitsOfCallers = CALLER_LIMITS) {
    this.#callers = callers;
    this.#calls = new AdmissionGate(limits);
    const fixed = { initialLimit: SIGN_INS_AT_ONCE, minLimit: SIGN_INS_AT_ONCE, maxLimit: SIGN_INS_AT_ONCE };
    this.#signIns = new AdmissionGate({ ...limits, ...fixed });
    this.#metrics = admissionMetrics(registry, { calls: this.#calls, "sign-ins": this.#signIns });
    this.#loopDelay.enable();
    this.#timers = [
      setInterval(() => this.#adjust(), ADJUST_EVERY_MS).unref(),
      setInterval(() => this.#expire(), EXPIRE_EVERY_MS).unref(),
    ];
  }

  /** Counts what somebody had too much of, here and elsewhere. */
  get limited(): AdmissionMetrics["limited"] {
    return this.#metrics.limited;
  }

  /** Calls `onEntry` at once when there is room or no hope of any, else after a short wait. */
  enter(lane: Lane, caller: Caller, onEntry: OnEntry): void {
    const limits = this.#callers[caller.kind];
    if (lane === "sign-in" || limits === null) {
      this.#pass(lane, onEntry);
      return;
    }
    const line = this.#lines[lane];
    const goOn: Waiter = (isNext) => {
      if (!isNext) {
        this.#metrics.limited.inc({ limit: "calls" });
        onEntry(TOO_MUCH_AT_ONCE);
        return;
      }
      this.#pass(lane, (entry) => {
        const leaveLine = (): void => line.leave(caller.key)?.(true);
        if (typeof entry !== "function") {
          leaveLine();
          onEntry(entry);
          return;
        }
        const enteredMs = performance.now();
        onEntry((isLimited) => {
          if (!entry()) return;
          const restMs = isLimited === true ? REFUSED_PLACE_MS : this.#restMs(lane, caller, enteredMs);
          if (restMs > 0) setTimeout(leaveLine, restMs).unref();
          else leaveLine();
        });
      });
    };
    const entry = line.enter(caller.key, goOn, { ...limits.lines[lane], nowMs: performance.now() });
    if (entry !== "waiting") goOn(entry === "admitted");
  }

  /** Whether a call of this lane would be let in now; counted as refused if not. */
  hasRoom(lane: CallLane): boolean {
    const hasRoom = this.#calls.hasRoom(trafficOf(lane));
    if (!hasRoom) this.#metrics.refused.inc({ lane });
    return hasRoom;
  }

  /** How long the place of a call that ends now stays taken. */
  #restMs(lane: CallLane, { key }: Caller, enteredMs: number): number {
    if (lane !== "query" && lane !== "bulk") return 0;
    const nowMs = performance.now();
    const tookMs = nowMs - enteredMs;
    const used = this.#usedByReads.add(key, tookMs, nowMs);
    if (used <= READ_REST.afterMs) return 0;
    return Math.min(READ_REST.maxMs, Math.max(READ_REST.minMs, tookMs * READ_REST.times));
  }

  /** The gate behind the lines. */
  #pass(lane: Lane, onEntry: (entry: LeaveGate | Refusal) => void): void {
    const [gate, traffic]: [Gate, TrafficClass] =
      lane === "sign-in" ? [this.#signIns, "move"] : [this.#calls, trafficOf(lane)];
    const notify: Waiter = (isIn) => {
      if (!isIn) this.#metrics.refused.inc({ lane });
      onEntry(isIn ? leaveOnce(gate, traffic) : OVERLOADED);
    };
    const entry = gate.enter(traffic, notify, performance.now());
    if (entry !== "waiting") notify(entry === "admitted");
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#loopDelay.disable();
    for (const lane of CALL_LANES) {
      for (const notify of this.#lines[lane].expire(Number.POSITIVE_INFINITY)) notify(false);
    }
    for (const gate of [this.#calls, this.#signIns]) {
      for (const notify of gate.expire(Number.POSITIVE_INFINITY)) notify(false);
    }
  }

  #adjust(): void {
    const delayMs = Math.max(0, this.#loopDelay.mean / 1e6 - LOOP_RESOLUTION_MS);
    this.#loopDelay.reset();
    for (const notify of this.#calls.adjust(Number.isFinite(delayMs) ? delayMs : 0)) notify(true);
  }

  #expire(): void {
    const nowMs = performance.now();
    for (const lane of CALL_LANES) {
      for (const notify of this.#lines[lane].expire(nowMs - LINE_PATIENCE_MS[lane])) notify(false);
    }
    for (const gate of [this.#calls, this.#signIns]) for (const notify of gate.expire(nowMs)) notify(false);
  }
}

function trafficOf(lane: CallLane): TrafficClass {
  return lane === "quote" ? "query" : lane;
}

/** Ends a call; false when it had ended. */
type LeaveGate = () => boolean;

function leaveOnce(gate: Gate, traffic: TrafficClass): LeaveGate {
  const enteredMs = performance.now();
  let isInside = true;
  return () => {
    if (!isInside) return false;
    isInside = false;
    for (const notify of gate.leave(traffic, performance.now() - enteredMs)) notify(true);
    return true;
  };
}
