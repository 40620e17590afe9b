import { DomainError } from "@atlas/core/errors";
import { isCommonPassword } from "./common-passwords.ts";
import { hashPassword } from "./password-hash.ts";

/**
 * The hash of a password that somebody chooses. What stands in lists of leaked passwords is refused, as guesses begin there; nothing
 * is asked of how it is made up (NIST SP 800-63B, 3.1.1.2).
 * @throws DomainError PASSWORD_TOO_COMMON
 */
export async function hashNewPassword(password: string): Promise<string> {
  if (await isCommonPassword(password)) {
    throw new DomainError("PASSWORD_TOO_COMMON", "Many people use this password. Choose another.");
  }
  return await hashPassword(password);
}
