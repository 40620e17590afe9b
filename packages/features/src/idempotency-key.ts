"use client";
import { useState } from "react";

interface IdempotencyKey {
  /** The key of one attempt at something (an amount, say): the same while it is tried again, another for something else. */
  readonly keyFor: (what: string) => string;
  /** The attempt has arrived: the next one is another, even at the same. */
  readonly renew: () => void;
}

/** Keys that make a repeated request count once. */
export function useIdempotencyKey(): IdempotencyKey {
  const [attempt, setAttempt] = useState(newIdempotencyKey);
  return {
    keyFor: (what) => `${attempt}-${what}`,
    renew: () => setAttempt(newIdempotencyKey()),
  };
}

/** `crypto.randomUUID` needs a secure context, which a page on a local network has not. */
function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
