import type { ErrorCode } from "@atlas/core/errors";

/** Why a call was not let in. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The gateway has no room for anybody's call of this class. */
export const OVERLOADED: Refusal = { code: "OVERLOADED", message: "Atlas is very busy. Try again in a moment." };

/** The caller has too many calls open. */
export const TOO_MUCH_AT_ONCE: Refusal = {
  code: "RATE_LIMITED",
  message: "Too many requests at once. Wait a few seconds.",
};
