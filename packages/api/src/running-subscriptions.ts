import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";

/** An app needs about ten; each costs the gateway memory and a look at every change. */
const MOST = 100;

/** The subscriptions that run on one connection. Service accounts, which act for many, may have any number. */
export class RunningSubscriptions {
  #count = 0;

  /** Counts one more; the returned function, however often it is called, counts it out. @throws DomainError RATE_LIMITED */
  add(actor: Actor | null): () => void {
    if (this.#count >= MOST && actor?.role !== "service") {
      throw new DomainError("RATE_LIMITED", "This connection watches too much at once. End a subscription first.");
    }
    this.#count += 1;
    let isRunning = true;
    return () => {
      if (isRunning) this.#count -= 1;
      isRunning = false;
    };
  }
}

/** The same values; `onEnd` runs when they end, fail or are given up. */
export async function* endingWith<T>(values: AsyncIterable<T>, onEnd: () => void): AsyncGenerator<T, void, undefined> {
  try {
    yield* values;
  } finally {
    onEnd();
  }
}
