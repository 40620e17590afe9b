import type { Database } from "@atlas/db/connect";
import type { Logger } from "pino";
import { measureTime } from "./measure-time.ts";
import { OWN_CLOCK, type OwnClock } from "./own-clock.ts";
import { correct, type SteeredTime, timeAt, timeOf } from "./steered-time.ts";

/** Kept from before `setProcessTime`: its dates cost less. */
const OwnDate = Date;

const MEASURE_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
/** The machine was asleep, or somebody set its date: in the first case the steady clock stood still. */
const JUMP_MS = 500;
/** A process whose own clock is off by more says so. */
const MAX_OWN_OFFSET_MS = 2_000;

/** What readiness says of the machine's clock. A wrong one is a warning: the process goes by the database's. */
export interface ClockState {
  readonly clock: "right" | "wrong";
  readonly clockOffsetMs: number;
}

export function clockState(clockOffsetMs: number): ClockState {
  return { clock: Math.abs(clockOffsetMs) > MAX_OWN_OFFSET_MS ? "wrong" : "right", clockOffsetMs };
}

export interface DatabaseClockOptions {
  readonly db: Pick<Database, "execute">;
  /** Called when a measurement fails and when a clock is wrong. A program of one task needs none. */
  readonly log?: Pick<Logger, "warn">;
  /** The machine's when left out. */
  readonly own?: OwnClock | undefined;
}

/**
 * The one clock: the time of the database, which all processes share, on whatever machine they run. Measured when it is
 * opened and every minute; in between, and while the database is away, it goes on by the steady clock, so that nothing
 * that happens to the machine's date moves it.
 */
export class DatabaseClock implements Disposable {
  readonly #db: Pick<Database, "execute">;
  readonly #log: Pick<Logger, "warn"> | undefined;
  readonly #own: OwnClock;
  readonly #timer: NodeJS.Timeout;
  #time: SteeredTime;
  #measuring: Promise<void> | null = null;
  #triedAtMs: number;
  #wallBaseMs: number;

  private constructor({ db, log }: DatabaseClockOptions, own: OwnClock, time: SteeredTime) {
    this.#db = db;
    this.#log = log;
    this.#own = own;
    this.#time = time;
    this.#triedAtMs = own.steadyMs();
    this.#wallBaseMs = this.#readWallBase();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
    this.#warnWhenWrong();
  }

  /** Measures first. @throws when Postgres does not reply */
  static async open(options: DatabaseClockOptions): Promise<DatabaseClock> {
    const own = options.own ?? OWN_CLOCK;
    return new DatabaseClock(options, own, timeOf(await measureTime(options.db, own)));
  }

  /** Now. Runs back only when the database's own clock was set back by more than two seconds. */
  readonly now = (): Date => new OwnDate(timeAt(this.#time, this.#own.steadyMs()));

  /** How far the machine's clock is ahead of the database's, ms; behind when negative. */
  readonly ownOffsetMs = (): number => Math.round(this.#own.wallMs() - timeAt(this.#time, this.#own.steadyMs()));

  /** Corrects the clock by the database's. Never rejects: while there is no reply the last measurement counts. */
  async measure(): Promise<void> {
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = null;
    });
    await this.#measuring;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #measure(): Promise<void> {
    this.#triedAtMs = this.#own.steadyMs();
    this.#wallBaseMs = this.#readWallBase();
    try {
      const reading = await measureTime(this.#db, this.#own);
      this.#time = correct(this.#time, reading, this.#own.steadyMs());
    } catch (err) {
      this.#log?.warn({ err }, "the database's time could not be measured: the last measurement counts");
      return;
    }
    this.#warnWhenWrong();
  }

  #look(): void {
    const isDue = this.#own.steadyMs() - this.#triedAtMs >= MEASURE_EVERY_MS;
    if (isDue || Math.abs(this.#readWallBase() - this.#wallBaseMs) > JUMP_MS) void this.measure();
  }

  #readWallBase(): number {
    return this.#own.wallMs() - this.#own.steadyMs();
  }

  #warnWhenWrong(): void {
    const clockOffsetMs = this.ownOffsetMs();
    if (clockState(clockOffsetMs).clock === "right") return;
    this.#log?.warn({ clockOffsetMs }, "this machine's clock is wrong: the database's is used");
  }
}
