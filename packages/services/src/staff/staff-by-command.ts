import { SYSTEM } from "@atlas/core/actor";
import type { Queryable } from "@atlas/db/connect";
import { users } from "@atlas/db/schema/identity";
import { and, eq, isNull } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { removeSecondFactor } from "../identity/settle-second-factor.ts";
import { inTransaction, type UnitOfWork, type WorkContext } from "../messaging/in-transaction.ts";
import { endRestriction, placeRestriction } from "../moderation/place-restriction.ts";
import { type LockedPerson, lockPerson, personNotFound } from "../standing/lock-person.ts";

/**
 * What a person may decide about operators who holds the database itself (`npm run operator`): no permission is asked, and it stands in the
 * audit log as done by the system. Open sockets close, and mails go out, as soon as a worker runs.
 */
type CommandContext = WorkContext & Pick<ServiceContext, "isDemo">;

interface Decided {
  readonly userId: string;
  readonly reason: string;
}

/**
 * Blocks an operator: all their sessions end. Returns false when they were blocked, for this reason, before.
 * @throws DomainError PERSON_NOT_FOUND, LAST_OWNER
 */
export async function disableOperator(ctx: CommandContext, { userId, reason }: Decided): Promise<boolean> {
  return await inTransaction(ctx, async (tx) => {
    const person = await lockOperator(tx, userId);
    const block = { person, userId, kind: "block" as const, until: null, by: SYSTEM, reason };
    return (await placeRestriction(tx, ctx, block)).isNew;
  });
}

/**
 * Lets a blocked operator sign in again. Returns whether they were blocked.
 * @throws DomainError PERSON_NOT_FOUND
 */
export async function enableOperator(ctx: CommandContext, { userId, reason }: Decided): Promise<boolean> {
  return await inTransaction(ctx, async (tx) => {
    const { cityId } = await lockOperator(tx, userId);
    return await endRestriction(tx, ctx, { userId, cityId }, { by: SYSTEM, reason });
  });
}

/**
 * Takes the second factor of an operator who has lost it. Returns whether there was one.
 * @throws DomainError PERSON_NOT_FOUND
 */
export async function resetOperatorFactor(ctx: CommandContext, { userId, reason }: Decided): Promise<boolean> {
  return await inTransaction(ctx, async (tx) => {
    await lockOperator(tx, userId);
    return await removeSecondFactor(tx, ctx, { userId, by: SYSTEM, reason });
  });
}

/** The operator of an address; null without one. */
export async function findOperatorId(db: Queryable, email: string): Promise<string | null> {
  const [found] = await db
    .select({ userId: users.id })
    .from(users)
    .where(and(eq(users.email, email), eq(users.role, "admin"), isNull(users.deletedAt)));
  return found?.userId ?? null;
}

async function lockOperator(tx: UnitOfWork, userId: string): Promise<LockedPerson> {
  const person = await lockPerson(tx, userId);
  if (person.role !== "admin") throw personNotFound();
  return person;
}
