export interface CallerLineSettings {
  /** So many of the caller's calls are served at once. */
  readonly atOnce: number;
  /** So many more wait in the caller's own line. */
  readonly maxWaiting: number;
}

interface Place<Waiter> {
  readonly waiter: Waiter;
  readonly sinceMs: number;
}

interface Line<Waiter> {
  inside: number;
  readonly waiting: Place<Waiter>[];
}

/**
 * A line for each caller: a few calls of each are inside at once, some more wait, and the rest is refused. A caller with many calls waits
 * for themselves, and nobody else waits behind them. It holds no timers and reads no clock.
 */
export class CallerLines<Waiter> {
  readonly #lines = new Map<string, Line<Waiter>>();

  /** How many callers have a call inside or waiting. */
  get size(): number {
    return this.#lines.size;
  }

  /** Lets the call in, puts `waiter` into the caller's line, or refuses it. Each call that was let in must `leave`. */
  enter(
    caller: string,
    waiter: Waiter,
    { atOnce, maxWaiting, nowMs }: CallerLineSettings & { readonly nowMs: number },
  ): "admitted" | "waiting" | "refused" {
    let line = this.#lines.get(caller);
    if (line === undefined) {
      line = { inside: 0, waiting: [] };
      this.#lines.set(caller, line);
    }
    if (line.inside < atOnce) {
      line.inside += 1;
      return "admitted";
    }
    if (line.waiting.length >= maxWaiting) return "refused";
    line.waiting.push({ waiter, sinceMs: nowMs });
    return "waiting";
  }

  /** Ends a call; returns the caller's next one, which is inside from now on. */
  leave(caller: string): Waiter | null {
    const line = this.#lines.get(caller);
    if (line === undefined) return null;
    const next = line.waiting.shift();
    if (next !== undefined) return next.waiter;
    line.inside -= 1;
    if (line.inside === 0) this.#lines.delete(caller);
    return null;
  }

  /** Takes out everyone who has waited since before `beforeMs`; they are refused. */
  expire(beforeMs: number): Waiter[] {
    return [...this.#lines.values()].flatMap(({ waiting }) => {
      const firstToStay = waiting.findIndex(({ sinceMs }) => sinceMs >= beforeMs);
      return waiting.splice(0, firstToStay === -1 ? waiting.length : firstToStay).map(({ waiter }) => waiter);
    });
  }
}
