import { FairQueue } from "@atlas/core/overload/fair-queue";

/**
 * Does one thing for each turn of the event loop, and callers take turns: what many ask for at the same moment leaves room between for
 * everything else that has arrived, and delays another caller's by one.
 */
export class Turns {
  readonly #waiting = new FairQueue<() => void>();
  #isDue = false;

  add(caller: string, act: () => void): void {
    this.#waiting.add(caller, act);
    this.#next();
  }

  #next(): void {
    if (this.#isDue || this.#waiting.length === 0) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      const next = this.#waiting.next();
      this.#next();
      next?.item();
    });
  }
}
