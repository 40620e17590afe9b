import type { Database } from "@atlas/db/connect";
import { copyInto } from "@atlas/db/copy-into";
import type { Ping } from "@atlas/queue/catalog";
import type { Logger } from "pino";
import { WakeUp } from "../batching/wake-up.ts";
import { makeGpsPartitions } from "./gps-partitions.ts";
import { COPY_END, COPY_HEAD, GPS_COLUMNS, gpsRows } from "./gps-rows.ts";

export interface PingArchiveOptions {
  /** Pings that may wait in memory; beyond it new ones are shed and counted. */
  readonly maxBuffered?: number;
  /** Rows of one COPY. */
  readonly batchRows?: number;
  /** Jobs that wait for their COPY, from which on it does not linger: they hold up others. */
  readonly batchAdds?: number;
  /** COPYs at the same time; each takes a connection. */
  readonly writers?: number;
  /** How long a ping waits for company before its COPY starts. */
  readonly lingerMs?: number;
  /** First pause after a failed COPY; doubles up to `maxRetryMs`. */
  readonly retryMs?: number;
  readonly maxRetryMs?: number;
}

/** Counts since the start, for metrics. */
export interface ArchiveCounts {
  readonly written: number;
  /** Refused because the buffer was full, or given up at closing. */
  readonly shed: number;
  readonly buffered: number;
}

/** A batch that the server refuses so often holds something that no retry mends, such as a ping of a day long dropped. */
const MAX_REFUSALS = 5;

/** The rows of one `add`, or of the part of it that still found room. */
interface Waiting {
  readonly bytes: Buffer;
  readonly rows: number;
  readonly done: (isWritten: boolean) => void;
}

/**
 * Writes accepted pings to `gps_points` in COPYs, behind a bounded buffer: when Postgres is slow or away, the live map goes
 * on and history is shed, never the reverse. One per worker process.
 */
export class PingArchive implements AsyncDisposable {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #clock: () => Date;
  readonly #options: Required<PingArchiveOptions>;
  /** Writers that wait for work. */
  readonly #idle = new Set<WakeUp>();
  /** Writers that wait out a failure; more work does not hasten them. */
  readonly #pausing = new Set<WakeUp>();
  readonly #writers: readonly Promise<void>[];
  #waiting: Waiting[] = [];
  #waitingRows = 0;
  #inFlight = 0;
  #written = 0;
  #shed = 0;
  #isClosing = false;
  #hasGivenUp = false;

  constructor(ctx: { db: Database; log: Logger; clock: () => Date }, options: PingArchiveOptions = {}) {
    this.#db = ctx.db;
    this.#log = ctx.log;
    this.#clock = ctx.clock;
    this.#options = {
      maxBuffered: 100_000,
      batchRows: 5_000,
      batchAdds: 8,
      writers: 2,
      lingerMs: 100,
      retryMs: 250,
      maxRetryMs: 1_000,
      ...options,
    };
    this.#writers = Array.from({ length: this.#options.writers }, () => this.#write());
  }

  get counts(): ArchiveCounts {
    return { written: this.#written, shed: this.#shed, buffered: this.#waitingRows + this.#inFlight };
  }

  /**
   * Resolves true when all pings are in the database, false when some were shed. A job that waits for it before it is
   * completed loses no history when its worker dies.
   */
  async add(cityId: string, pings: readonly Ping[]): Promise<boolean> {
    const room = this.#options.maxBuffered - this.#waitingRows - this.#inFlight;
    const taken = this.#isClosing ? [] : pings.slice(0, Math.max(0, room));
    this.#shed += pings.length - taken.length;
    if (taken.length === 0) return pings.length === 0;
    const isWritten = await new Promise<boolean>((done) => {
      const wasIdle = this.#waiting.length === 0;
      this.#waiting.push({ bytes: gpsRows(cityId, taken), rows: taken.length, done });
      this.#waitingRows += taken.length;
      if (wasIdle || this.#isWorthACopy()) this.#wake();
    });
    return isWritten && taken.length === pings.length;
  }

  /** Writes what waits, for at most `deadlineMs`, then gives the rest up. */
  async close(deadlineMs = 5_000): Promise<void> {
    this.#isClosing = true;
    this.#wake();
    const deadline = setTimeout(() => {
      this.#hasGivenUp = true;
      this.#wake();
    }, deadlineMs);
    await Promise.all(this.#writers);
    clearTimeout(deadline);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #wake(): void {
    for (const sleeper of this.#idle) sleeper.wake();
    if (this.#hasGivenUp) for (const sleeper of this.#pausing) sleeper.wake();
  }

  /** Waits for a wake-up, at most `ms` (for ever when left out). */
  async #sleep(sleepers: Set<WakeUp>, ms?: number): Promise<void> {
    const sleeper = new WakeUp();
    sleepers.add(sleeper);
    await sleeper.sleep(ms);
    sleepers.delete(sleeper);
  }

  async #write(): Promise<void> {
    for (;;) {
      while (this.#waiting.length === 0) {
        if (this.#isClosing) return;
        await this.#sleep(this.#idle);
      }
      if (!this.#isWorthACopy() && !this.#isClosing) {
        await this.#sleep(this.#idle, this.#options.lingerMs);
      }
      const batch = this.#takeBatch();
      // Another writer may have been quicker.
      if (batch.length === 0) continue;
      const rows = batch.reduce((sum, waiting) => sum + waiting.rows, 0);
      this.#inFlight += rows;
      const isWritten = await this.#writeUntilDone(copyOf(batch), rows);
      this.#inFlight -= rows;
      if (isWritten) this.#written += rows;
      else this.#shed += rows;
      for (const { done } of batch) done(isWritten);
    }
  }

  #isWorthACopy(): boolean {
    const { batchRows, batchAdds } = this.#options;
    return this.#waitingRows >= batchRows || this.#waiting.length >= batchAdds;
  }

  #takeBatch(): Waiting[] {
    let [count, rows] = [0, 0];
    for (const waiting of this.#waiting) {
      if (count > 0 && rows + waiting.rows > this.#options.batchRows) break;
      count += 1;
      rows += waiting.rows;
    }
    this.#waitingRows -= rows;
    return this.#waiting.splice(0, count);
  }

  async #writeUntilDone(data: Buffer, rows: number): Promise<boolean> {
    let refusals = 0;
    for (let pauseMs = this.#options.retryMs; ; pauseMs = Math.min(pauseMs * 2, this.#options.maxRetryMs)) {
      try {
        await copyInto(this.#db, { table: "gps_points", columns: GPS_COLUMNS, format: "binary" }, [data]);
        return true;
      } catch (err) {
        if (isRefusal(err)) refusals += 1;
        if (this.#hasGivenUp || refusals >= MAX_REFUSALS) {
          this.#log.error({ err, rows }, "ping archive: batch given up");
          return false;
        }
        this.#log.warn({ err, rows, pauseMs }, "ping archive: COPY failed, will retry");
        await this.#makePartitions();
        await this.#sleep(this.#pausing, pauseMs);
      }
    }
  }

  /** The usual reason for a refused COPY that is not an outage: nobody has made the day's partition. */
  async #makePartitions(): Promise<void> {
    try {
      await makeGpsPartitions({ db: this.#db, clock: this.#clock });
    } catch (err) {
      this.#log.warn({ err }, "ping archive: partitions could not be made");
    }
  }
}

/** A server that refuses the data: the error has an SQLSTATE of data (22, 23). */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^2[23]...$/.test(error.code);
}

function copyOf(batch: readonly Waiting[]): Buffer {
  return Buffer.concat([COPY_HEAD, ...batch.map(({ bytes }) => bytes), COPY_END]);
}
