import type { Enqueue, Ping } from "@atlas/queue/catalog";
import { WakeUp } from "@atlas/services/batching/wake-up";
import type { Logger } from "pino";
import type { IngestMetrics } from "./ingest-metrics.ts";
import { PingBuffer } from "./ping-buffer.ts";

export interface PingSenderOptions {
  /** How long a ping waits for company. */
  readonly lingerMs?: number;
  /** Pings of a job that does not wait for more; a job costs Redis and the worker as much as some dozens of pings. */
  readonly jobSize?: number;
  /** Jobs in flight to Redis at once; without a limit the queue ages by seconds. */
  readonly maxInFlight?: number;
  /** Pings waiting here from which on only the newest of each driver is kept. */
  readonly crowdedFrom?: number;
  /** Jobs waiting in the queue beyond which nothing is added. */
  readonly maxQueuedJobs?: number;
  /** How often the queue's length is asked for. */
  readonly depthEveryMs?: number;
  /** Pause after Redis refused a job. */
  readonly retryMs?: number;
}

/** Gathers accepted pings into jobs and adds them to `driver-gps`; sheds to the newest ping of each driver beyond limits. */
export class PingSender implements AsyncDisposable {
  readonly #enqueue: Enqueue;
  readonly #log: Logger;
  readonly #metrics: () => IngestMetrics;
  readonly #options: Required<PingSenderOptions>;
  readonly #cities = new Map<string, PingBuffer>();
  readonly #depthTimer: NodeJS.Timeout;
  #lingering: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #queuedJobs = 0;
  #pausedUntilMs = 0;
  readonly #returned = new WakeUp();

  constructor(
    ctx: { enqueue: Enqueue; log: Logger; queueDepth: () => Promise<number>; metrics: () => IngestMetrics },
    options: PingSenderOptions = {},
  ) {
    this.#enqueue = ctx.enqueue;
    this.#log = ctx.log;
    this.#metrics = ctx.metrics;
    this.#options = {
      lingerMs: 25,
      jobSize: 500,
      maxInFlight: 32,
      crowdedFrom: 20_000,
      maxQueuedJobs: 300,
      depthEveryMs: 200,
      retryMs: 250,
      ...options,
    };
    this.#depthTimer = setInterval(() => void this.#askDepth(ctx.queueDepth), this.#options.depthEveryMs).unref();
  }

  get buffered(): number {
    let sum = 0;
    for (const buffer of this.#cities.values()) sum += buffer.size;
    return sum;
  }

  get queuedJobs(): number {
    return this.#queuedJobs;
  }

  push(cityId: string, ping: Ping): void {
    let buffer = this.#cities.get(cityId);
    if (buffer === undefined) {
      buffer = new PingBuffer(this.#options.crowdedFrom);
      this.#cities.set(cityId, buffer);
    }
    const givenUp = buffer.push(ping);
    if (givenUp > 0) this.#metrics().superseded.inc(givenUp);
    if (buffer.size >= this.#options.jobSize && this.#mayAdd()) this.#send(cityId, buffer);
    this.#lingering ??= setTimeout(() => this.#flush(), this.#options.lingerMs);
  }

  /** Sends what waits, for at most `deadlineMs`. */
  async close(deadlineMs = 5_000): Promise<void> {
    clearInterval(this.#depthTimer);
    this.#queuedJobs = 0;
    this.#flush();
    const deadline = performance.now() + deadlineMs;
    while ((this.buffered > 0 || this.#inFlight > 0) && performance.now() < deadline) {
      await this.#returned.sleep(deadline - performance.now());
    }
    clearTimeout(this.#lingering);
    if (this.buffered > 0) this.#log.warn({ pings: this.buffered }, "ingest: pings given up at closing");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #mayAdd(): boolean {
    return this.#inFlight < this.#options.maxInFlight && this.#queuedJobs < this.#options.maxQueuedJobs;
  }

  /** Everything that waits goes out, as far as the limits allow; the rest follows as adds return. */
  #flush(): void {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    const pauseMs = this.#pausedUntilMs - performance.now();
    if (pauseMs <= 0) {
      for (const [cityId, buffer] of this.#cities) while (buffer.size > 0 && this.#mayAdd()) this.#send(cityId, buffer);
    }
    if (this.buffered > 0) {
      this.#lingering = setTimeout(() => this.#flush(), Math.max(this.#options.lingerMs, pauseMs));
    }
  }

  #send(cityId: string, buffer: PingBuffer): void {
    const pings = buffer.take(this.#options.jobSize);
    this.#inFlight += 1;
    this.#metrics().jobSize.observe(pings.length);
    this.#enqueue("driver-gps", { cityId, pings }).then(
      () => this.#onReturn(),
      (err: unknown) => {
        this.#log.warn({ err, cityId, pings: pings.length }, "ingest: a job could not be added");
        this.#metrics().failedAdds.inc();
        this.#metrics().superseded.inc(buffer.putBack(pings));
        this.#pausedUntilMs = performance.now() + this.#options.retryMs;
        this.#lingering ??= setTimeout(() => this.#flush(), this.#options.retryMs);
        this.#onReturn();
      },
    );
  }

  #onReturn(): void {
    this.#inFlight -= 1;
    for (const [cityId, buffer] of this.#cities) {
      if (buffer.size >= this.#options.jobSize && this.#mayAdd() && this.#pausedUntilMs <= performance.now()) {
        this.#send(cityId, buffer);
      }
    }
    this.#returned.wake();
  }

  async #askDepth(queueDepth: () => Promise<number>): Promise<void> {
    try {
      this.#queuedJobs = await queueDepth();
      if (this.#queuedJobs >= this.#options.maxQueuedJobs) {
        for (const buffer of this.#cities.values()) {
          if (buffer.size > 0) this.#metrics().superseded.inc(buffer.crowd());
        }
      }
    } catch (err) {
      // Redis is away: the adds fail too and pause by themselves.
      this.#log.debug({ err }, "ingest: queue length unknown");
    }
  }
}
