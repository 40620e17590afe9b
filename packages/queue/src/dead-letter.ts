import type { ErrorCode } from "@atlas/core/errors";
import type { JobName } from "./catalog.ts";

/** A job that can never succeed, or has failed as often as it may. */
export interface DeadLetter {
  readonly queue: JobName;
  readonly messageId: string;
  readonly payload: unknown;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** Where dead letters are kept. Writing one again must do no harm. Rejects when it could not be written. */
export type MoveToDeadLetters = (letter: DeadLetter) => Promise<void>;
