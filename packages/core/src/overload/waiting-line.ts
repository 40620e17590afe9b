/** How long a call may wait in a line. */
export interface Patience {
  /** In a line that was empty so long ago or less: a burst is let through. */
  readonly burstMs: number;
  /** In a line that has not been empty for longer: there is no burst that would pass, and waiting only makes all calls slow. */
  readonly standingMs: number;
}

const MAX_LENGTH = 64;

interface Place<Waiter> {
  readonly waiter: Waiter;
  readonly sinceMs: number;
}

/**
 * A bounded line of calls that wait for room for a moment, first come first served (controlled delay, after K. Nichols
 * and V. Jacobson, "Controlling Queue Delay", 2012).
 */
export class WaitingLine<Waiter> {
  readonly #patience: Patience;
  readonly #places: Place<Waiter>[] = [];
  #emptyAtMs = Number.NEGATIVE_INFINITY;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  get length(): number {
    return this.#places.length;
  }

  /** False when the line is full. */
  add(waiter: Waiter, nowMs: number): boolean {
    if (this.#places.length === 0) this.#emptyAtMs = nowMs;
    if (this.#places.length >= MAX_LENGTH) return false;
    this.#places.push({ waiter, sinceMs: nowMs });
    return true;
  }

  /** Takes the first one out; null when nobody waits. */
  next(): Waiter | null {
    return this.#places.shift()?.waiter ?? null;
  }

  /** Takes out everyone who has waited for too long. */
  expire(nowMs: number): Waiter[] {
    const { burstMs, standingMs } = this.#patience;
    const sinceMs = nowMs - (nowMs - this.#emptyAtMs > burstMs ? standingMs : burstMs);
    const firstToStay = this.#places.findIndex((place) => place.sinceMs > sinceMs);
    const count = firstToStay === -1 ? this.#places.length : firstToStay;
    return this.#places.splice(0, count).map(({ waiter }) => waiter);
  }
}
