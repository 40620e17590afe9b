/** So many wait at once, a few kilobytes each; beyond, a refusal comes at once. */
const MAX_HELD = 2_000;

/** Refusals that come after a while: a caller who asks again as soon as they are refused does so no faster. */
export class HeldRefusals {
  readonly #holdMs: number;
  #held = 0;

  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  hold(refuse: () => void): void {
    if (this.#held >= MAX_HELD) {
      refuse();
      return;
    }
    this.#held += 1;
    setTimeout(() => {
      this.#held -= 1;
      refuse();
    }, this.#holdMs).unref();
  }
}
