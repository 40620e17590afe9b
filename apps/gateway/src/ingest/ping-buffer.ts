import type { Ping } from "@atlas/queue/catalog";

/**
 * The pings of one city that wait for their job, oldest first. Crowded, it keeps only the newest ping of each driver, so it
 * holds at most one per driver; emptied, it keeps all again.
 */
export class PingBuffer {
  #queue: Ping[] = [];
  #head = 0;
  #newest: Map<string, Ping> | null = null;
  readonly #crowdedFrom: number;

  /** @param crowdedFrom pings from which on only the newest of each driver is kept */
  constructor(crowdedFrom: number) {
    this.#crowdedFrom = crowdedFrom;
  }

  get size(): number {
    return this.#newest?.size ?? this.#queue.length - this.#head;
  }

  get isCrowded(): boolean {
    return this.#newest !== null;
  }

  /** Returns how many pings it gave up for a newer one of the same driver. */
  push(ping: Ping): number {
    if (this.#newest !== null) return this.#replace(this.#newest, ping);
    this.#queue.push(ping);
    return this.size > this.#crowdedFrom ? this.crowd() : 0;
  }

  /** From now on only the newest of each driver, until empty. Returns how many pings that gave up. */
  crowd(): number {
    if (this.#newest !== null) return 0;
    const before = this.size;
    const newest = new Map<string, Ping>();
    for (const ping of this.#queue.slice(this.#head)) this.#replace(newest, ping);
    this.#newest = newest;
    this.#queue = [];
    this.#head = 0;
    return before - newest.size;
  }

  /** Removes and returns up to `count` pings. */
  take(count: number): Ping[] {
    if (this.#newest !== null) {
      const taken = [...this.#newest.values().take(count)];
      for (const { driverId } of taken) this.#newest.delete(driverId);
      if (this.#newest.size === 0) this.#newest = null;
      return taken;
    }
    const taken = this.#queue.slice(this.#head, this.#head + count);
    this.#head += taken.length;
    // Moving the rest once per many takes keeps a take cheap.
    if (this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }

  /** Puts back what could not be sent; returns how many pings were given up for newer ones. */
  putBack(pings: readonly Ping[]): number {
    let givenUp = this.crowd();
    const newest = this.#newest ?? new Map<string, Ping>();
    for (const ping of pings) givenUp += this.#replace(newest, ping);
    return givenUp;
  }

  #replace(newest: Map<string, Ping>, ping: Ping): number {
    const other = newest.get(ping.driverId);
    if (other === undefined || other.recordedAtMs <= ping.recordedAtMs) newest.set(ping.driverId, ping);
    return other === undefined ? 0 : 1;
  }
}
