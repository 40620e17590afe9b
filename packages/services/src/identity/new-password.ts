import { DomainError } from "@atlas/core/errors";
import { isObviousPassword, type PasswordOwner } from "@atlas/core/people/obvious-password";
import type { Queryable } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import { isCommonPassword } from "./common-passwords.ts";
import { hashPassword } from "./password-hash.ts";

/**
 * The hash of a password that somebody chooses. What stands in lists of leaked passwords is refused, as guesses begin there, and what is little
 * more than a name that everybody knows (ASVS 6.2.11); nothing is asked of how it is made up (NIST SP 800-63B, 3.1.1.2).
 * @throws DomainError PASSWORD_TOO_COMMON, PASSWORD_TOO_OBVIOUS
 */
export async function hashNewPassword(db: Queryable, password: string, owner: PasswordOwner): Promise<string> {
  if (await isCommonPassword(password)) {
    throw new DomainError("PASSWORD_TOO_COMMON", "Many people use this password. Choose another.");
  }
  const places = await db.select({ id: cities.id, name: cities.name }).from(cities);
  const words = places.flatMap(({ id, name }) => [id, name]);
  if (isObviousPassword(password, owner, words)) {
    throw new DomainError("PASSWORD_TOO_OBVIOUS", "It is made of a name that others know. Choose another.");
  }
  return await hashPassword(password);
}
