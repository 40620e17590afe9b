import { type LimitSettings, nextLimit } from "./in-flight-limit.ts";
import { LIMIT_SHARE, OWN_SHARE, PATIENCE, TRAFFIC_CLASSES, type TrafficClass } from "./traffic-class.ts";
import { WaitingLine } from "./waiting-line.ts";

/** A window with fewer calls goes on: so few say little. */
const MIN_SAMPLES = 5;
/** A call counts as at most so many times the target, so that one slow call is not taken for a slow server. */
const MAX_SAMPLE = 4;

export type Entry = "admitted" | "waiting" | "refused";

/**
 * Keeps what is in flight below a limit that follows the measured latency. Each class of traffic is admitted up to its
 * share of the limit and to a few places of its own, waits for a moment in a line of its own, or is refused. It holds no timers and reads no clock: the
 * owner calls `expire` every few milliseconds and `adjust` every window, and tells each waiter that they return.
 */
export class AdmissionGate<Waiter> {
  readonly #settings: LimitSettings;
  readonly #lines: Readonly<Record<TrafficClass, WaitingLine<Waiter>>> = {
    move: new WaitingLine(PATIENCE.move),
    command: new WaitingLine(PATIENCE.command),
    query: new WaitingLine(PATIENCE.query),
    bulk: new WaitingLine(PATIENCE.bulk),
  };
  #limit: number;
  readonly #inFlight: Record<TrafficClass, number> = { move: 0, command: 0, query: 0, bulk: 0 };
  #samples = 0;
  #latencyMs = 0;
  #isPressed = false;

  constructor(settings: LimitSettings) {
    this.#settings = settings;
    this.#limit = settings.initialLimit;
  }

  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return TRAFFIC_CLASSES.reduce((sum, traffic) => sum + this.#inFlight[traffic], 0);
  }

  /** Whether a call of this class would be admitted now. */
  hasRoom(traffic: TrafficClass): boolean {
    return this.#lines[traffic].length === 0 && this.#hasPlace(traffic);
  }

  /** Admits the call, puts `waiter` into the line of its class, or refuses it. Each admitted call must `leave`. */
  enter(traffic: TrafficClass, waiter: Waiter, nowMs: number): Entry {
    if (this.hasRoom(traffic)) {
      this.#inFlight[traffic] += 1;
      return "admitted";
    }
    this.#isPressed = true;
    return this.#lines[traffic].add(waiter, nowMs) ? "waiting" : "refused";
  }

  /** Ends an admitted call, and returns the waiters that are admitted in its place. A call without a latency is no sample. */
  leave(traffic: TrafficClass, latencyMs: number | null): Waiter[] {
    this.#inFlight[traffic] -= 1;
    if (latencyMs !== null) {
      this.#samples += 1;
      this.#latencyMs += Math.min(latencyMs, MAX_SAMPLE * this.#settings.targetMs);
    }
    return this.#admitWaiting();
  }

  /** Returns those who have waited for too long; they are refused. */
  expire(nowMs: number): Waiter[] {
    return TRAFFIC_CLASSES.flatMap((traffic) => this.#lines[traffic].expire(nowMs));
  }

  /**
   * Ends a window: fits the limit to the latency of the calls that ended in it, and returns the waiters that are admitted now.
   * @param unseenMs how long calls wait before the owner sees them: the delay of its event loop
   */
  adjust(unseenMs: number): Waiter[] {
    if (this.#samples < MIN_SAMPLES) return [];
    const latencyMs = this.#latencyMs / this.#samples + unseenMs;
    this.#limit = nextLimit(this.#limit, { latencyMs, isPressed: this.#isPressed }, this.#settings);
    [this.#samples, this.#latencyMs, this.#isPressed] = [0, 0, false];
    return this.#admitWaiting();
  }

  #hasPlace(traffic: TrafficClass): boolean {
    const room = Math.max(1, Math.floor(this.#limit * LIMIT_SHARE[traffic]));
    const ownRoom = Math.floor(this.#settings.minLimit * OWN_SHARE[traffic]);
    return this.inFlight < room || this.#inFlight[traffic] < ownRoom;
  }

  #admitWaiting(): Waiter[] {
    const admitted: Waiter[] = [];
    for (const traffic of TRAFFIC_CLASSES) {
      const line = this.#lines[traffic];
      while (line.length > 0 && this.#hasPlace(traffic)) {
        const waiter = line.next();
        if (waiter === null) break;
        this.#inFlight[traffic] += 1;
        admitted.push(waiter);
      }
    }
    return admitted;
  }
}
