import type { Role } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Transaction } from "@atlas/db/connect";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";

export interface LockedPerson {
  readonly role: Role;
  readonly cityId: string;
  readonly email: string;
}

/**
 * The person's row, held until the transaction ends; it waits for whatever is being written that refers to them.
 * @throws DomainError PERSON_NOT_FOUND
 */
export async function lockPerson(tx: Transaction, userId: string): Promise<LockedPerson> {
  const [person] = await tx
    .select({ role: users.role, cityId: users.cityId, email: users.email, deletedAt: users.deletedAt })
    .from(users)
    .where(eq(users.id, userId))
    .for("update");
  if (!person || person.deletedAt !== null) throw personNotFound();
  return person;
}

export function personNotFound(): DomainError {
  return new DomainError("PERSON_NOT_FOUND", "There is no such person.");
}
