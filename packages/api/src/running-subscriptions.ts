import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Counts } from "@atlas/core/overload/counts";

/** An app needs about ten; each costs the gateway memory and a look at every change. */
const MAX_OF_CONNECTION = 100;
/** A user's on one gateway, whatever the number of tabs. */
const MAX_OF_USER = 300;

/** The subscriptions that run on one connection. Service accounts, which act for many, may have any number. */
export class RunningSubscriptions {
  readonly #ofUsers: Counts;
  readonly #ends = new Set<() => void>();
  #isClosed = false;

  /** @param ofUsers those of all connections, by user */
  constructor(ofUsers: Counts) {
    this.#ofUsers = ofUsers;
  }

  /** Counts one more; the returned function, however often it is called, counts it out. @throws DomainError RATE_LIMITED */
  add(actor: Actor | null): () => void {
    const isLimited = actor?.role !== "service";
    if (isLimited && this.#ends.size >= MAX_OF_CONNECTION) {
      throw new DomainError("RATE_LIMITED", "This connection watches too much at once. End a subscription first.");
    }
    if (isLimited && actor !== null && this.#ofUsers.of(actor.userId) >= MAX_OF_USER) {
      throw new DomainError("RATE_LIMITED", "This account watches too much at once. Close what you do not look at.");
    }
    if (this.#isClosed) return () => {};
    const leave = actor === null ? null : this.#ofUsers.add(actor.userId);
    const end = (): void => {
      this.#ends.delete(end);
      leave?.();
    };
    this.#ends.add(end);
    return end;
  }

  /** Counts all of them out: the connection is gone, and what it was about to begin never runs, so that it has no end of its own. */
  close(): void {
    this.#isClosed = true;
    for (const end of this.#ends) end();
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
