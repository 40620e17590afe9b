/** After each piece as many times as long in which none is made. */
const REST = 2;
const MAX_REST_MS = 500;

/**
 * Lets the long bodies that a gateway sends have one piece made at a time, and rests after each: however many tables and files are asked
 * for, and however long they are, two thirds of the event loop are everybody else's.
 */
export class Pace {
  #turn: Promise<void> = Promise.resolve();

  /** Makes a piece when it is its turn. */
  async make<T>(piece: () => Promise<T>): Promise<T> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    const startedMs = performance.now();
    try {
      return await piece();
    } finally {
      setTimeout(resolve, Math.min(MAX_REST_MS, (performance.now() - startedMs) * REST)).unref();
    }
  }
}
