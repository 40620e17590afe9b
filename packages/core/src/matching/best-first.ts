import type { RoundCandidate } from "./round-candidate.ts";

export interface Scoring {
  /** Cost of a candidate, or null when the candidate cannot be asked. The lowest is the best. */
  readonly scoreOf: (candidate: RoundCandidate) => number | null;
  /** Nobody dearer than this is ranked. */
  readonly atMost: number;
}

/**
 * An order's candidates, best first, sorted only as far as anybody looks: a round looks at a handful of thousands. A heap
 * whose sorted part grows from the end of the same arrays. Equal scores stand in the order of their ids.
 */
export class BestFirst {
  readonly #candidates: readonly RoundCandidate[];
  readonly #scores: Float64Array;
  /** Positions in `#candidates`, parallel to `#scores`. */
  readonly #items: Uint32Array;
  readonly size: number;
  #unsorted: number;

  constructor(candidates: readonly RoundCandidate[], { scoreOf, atMost }: Scoring) {
    this.#candidates = candidates;
    this.#scores = new Float64Array(candidates.length);
    this.#items = new Uint32Array(candidates.length);
    let size = 0;
    for (let item = 0; item < candidates.length; item += 1) {
      const candidate = candidates[item];
      const score = candidate === undefined ? null : scoreOf(candidate);
      if (score === null || score > atMost) continue;
      this.#scores[size] = score;
      this.#items[size] = item;
      size += 1;
    }
    this.size = size;
    this.#unsorted = size;
    for (let slot = (size >> 1) - 1; slot >= 0; slot -= 1)
      this.#sink(slot, this.#scores[slot] ?? 0, this.#items[slot] ?? 0);
  }

  /** The score of the candidate of this rank, counted from 0; infinite past the last. */
  scoreAt(rank: number): number {
    return rank < this.size ? (this.#scores[this.#slotOf(rank)] ?? Infinity) : Infinity;
  }

  /** The driver of this rank, counted from 0. Only for a rank below `size`. */
  driverAt(rank: number): string {
    return this.#idOf(this.#items[this.#slotOf(rank)] ?? 0);
  }

  #slotOf(rank: number): number {
    while (this.size - this.#unsorted <= rank) this.#takeBest();
    return this.size - 1 - rank;
  }

  /** Moves the best of the heap to its place before the sorted part. */
  #takeBest(): void {
    const last = --this.#unsorted;
    const score = this.#scores[last] ?? 0;
    const item = this.#items[last] ?? 0;
    this.#scores[last] = this.#scores[0] ?? 0;
    this.#items[last] = this.#items[0] ?? 0;
    if (last > 0) this.#sink(0, score, item);
  }

  /** Places an entry at `slot` or below, where none of its children is better. */
  #sink(from: number, score: number, item: number): void {
    const scores = this.#scores;
    const items = this.#items;
    const size = this.#unsorted;
    let slot = from;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= size) break;
      let childScore = scores[child] ?? 0;
      const right = child + 1;
      if (right < size) {
        const rightScore = scores[right] ?? 0;
        if (rightScore < childScore || (rightScore === childScore && this.#isBefore(right, child))) {
          child = right;
          childScore = rightScore;
        }
      }
      if (childScore > score || (childScore === score && this.#idOf(item) < this.#idOf(items[child] ?? 0))) break;
      scores[slot] = childScore;
      items[slot] = items[child] ?? 0;
      slot = child;
    }
    scores[slot] = score;
    items[slot] = item;
  }

  #isBefore(slot: number, other: number): boolean {
    return this.#idOf(this.#items[slot] ?? 0) < this.#idOf(this.#items[other] ?? 0);
  }

  #idOf(item: number): string {
    return this.#candidates[item]?.driverId ?? "";
  }
}
