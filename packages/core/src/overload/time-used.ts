/** What a caller used is forgotten at half the speed of the clock. */
const FORGOTTEN = 0.5;
/** More is not remembered, so that nobody is held for long to what is over. */
const MAX_MS = 2_000;

interface Used {
  readonly ms: number;
  readonly atMs: number;
}

/** How much time each caller has had of something lately. It reads no clock. */
export class TimeUsed {
  readonly #used = new Map<string, Used>();

  /** How many callers are remembered. */
  get size(): number {
    return this.#used.size;
  }

  /** Milliseconds that are not forgotten yet. */
  of(caller: string, nowMs: number): number {
    const used = this.#used.get(caller);
    return used === undefined ? 0 : Math.max(0, used.ms - (nowMs - used.atMs) * FORGOTTEN);
  }

  /** Adds what a caller has just used, and returns what that comes to. */
  add(caller: string, tookMs: number, nowMs: number): number {
    const ms = Math.min(MAX_MS, this.of(caller, nowMs) + tookMs);
    this.#used.delete(caller);
    this.#used.set(caller, { ms, atMs: nowMs });
    // Who used something longest ago is first.
    for (const [first, { atMs }] of this.#used) {
      if (nowMs - atMs < MAX_MS / FORGOTTEN) break;
      this.#used.delete(first);
    }
    return ms;
  }
}
