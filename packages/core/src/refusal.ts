import { DomainError, type ErrorCode } from "./errors.ts";
import type { Result } from "./result.ts";

/** Why a pure decision said no: a closed code and a sentence that the user can act on. */
export interface Refusal<Code extends ErrorCode = ErrorCode> {
  readonly code: Code;
  readonly message: string;
}

/**
 * The value of an accepted result.
 * @throws DomainError with the refusal's code and message.
 */
export function acceptedOrThrow<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  throw new DomainError(result.error.code, result.error.message);
}
