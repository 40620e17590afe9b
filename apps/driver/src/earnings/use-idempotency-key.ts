import { useState } from "react";

interface IdempotencyKey {
  /** The key of one attempt at one amount: the same while it is tried again, another for another amount. */
  readonly keyFor: (amountMinor: string) => string;
  /** The attempt has arrived: the next one is another, even of the same amount. */
  readonly renew: () => void;
}

/** Keys that make a repeated request count once. */
export function useIdempotencyKey(): IdempotencyKey {
  const [attempt, setAttempt] = useState(() => crypto.randomUUID());
  return {
    keyFor: (amountMinor) => `${attempt}-${amountMinor}`,
    renew: () => setAttempt(crypto.randomUUID()),
  };
}
