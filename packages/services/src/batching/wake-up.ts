/**
 * Lets one loop sleep until it is woken, or for a time. A call that comes while it does not sleep is kept: the next sleep
 * ends at once, so that nothing which happened in between is missed.
 */
export class WakeUp {
  #isCalled = false;
  #end: (() => void) | null = null;

  readonly wake = (): void => {
    this.#isCalled = true;
    this.#end?.();
  };

  /** Lets go of a call that was kept. */
  forget(): void {
    this.#isCalled = false;
  }

  /** True when it was woken, false when `ms` have passed; it sleeps for as long as nobody calls when that is left out. */
  async sleep(ms?: number): Promise<boolean> {
    if (!this.#isCalled) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#end = resolve;
      await promise;
      clearTimeout(timer);
      this.#end = null;
    }
    const isWoken = this.#isCalled;
    this.#isCalled = false;
    return isWoken;
  }
}
