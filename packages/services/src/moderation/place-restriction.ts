import { SYSTEM } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { mailLocaleOf } from "@atlas/core/mail/mail-order";
import type { RestrictionKind } from "@atlas/core/people/restriction";
import { sessions } from "@atlas/db/schema/identity";
import { restrictions } from "@atlas/db/schema/restrictions";
import { and, eq, isNull } from "drizzle-orm";
import { type Doer, recordAct } from "../access/record-act.ts";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import type { LockedPerson } from "../standing/lock-person.ts";
import { lockOwners } from "../standing/lock-owners.ts";
import { findRestriction, type RestrictionRow, toRestrictionView } from "../standing/restriction.ts";

/** Who decided, and why. */
interface Decision {
  /** The system where somebody did it who holds the database: it has no row of its own. */
  readonly by: Doer;
  readonly reason: string;
}

interface Restricting extends Decision {
  readonly userId: string;
  readonly person: LockedPerson;
  readonly kind: RestrictionKind;
  readonly until: Date | null;
}

type PlacingContext = Pick<ServiceContext, "clock" | "newId" | "isDemo">;

/**
 * Writes a block or suspension of a person who is locked, in the place of the one that stands: a block ends their sessions. The same again
 * changes nothing. What follows (orders in hand, a mail) is promised; sockets are for the caller to close after the commit.
 * @throws DomainError LAST_OWNER
 */
export async function placeRestriction(
  tx: UnitOfWork,
  ctx: PlacingContext,
  { person: { role, cityId }, userId, kind, until, by, reason }: Restricting,
): Promise<{ readonly placed: RestrictionRow; readonly isNew: boolean }> {
  if (role === "admin") await refuseLastOwner(tx, ctx, userId);
  const standing = await findRestriction(tx, userId);
  if (standing !== null && isSame(standing, { kind, reason, until })) return { placed: standing, isNew: false };
  const now = ctx.clock();
  const actorId = personIn(by);
  await tx
    .update(restrictions)
    .set({ liftedAt: now, liftedBy: actorId, liftReason: "replaced" })
    .where(and(eq(restrictions.userId, userId), isNull(restrictions.liftedAt)));
  const row = { id: ctx.newId(), userId, kind, reason, until, placedBy: actorId, placedAt: now };
  const [placed] = await tx.insert(restrictions).values(row).returning();
  if (!placed) throw new Error("a restriction that was inserted has no row");
  if (kind === "block") await tx.delete(sessions).where(eq(sessions.userId, userId));
  await tx.enqueue("restrictions", { cityId, restrictionId: placed.id });
  const locale = mailLocaleOf((await findCity(tx, cityId)).defaultLocale);
  const mail = { template: "restricted" as const, locale, userId, at: now.toISOString() };
  await tx.enqueue("send-mail", { ...mail, restrictionId: placed.id });
  tx.publish({ kind: "person", cityId, userId });
  await recordAct(tx, by, {
    action: kind === "block" ? "block-person" : "suspend-person",
    subjectId: userId,
    reason,
    before: standing && toRestrictionView(standing),
    after: toRestrictionView(placed),
    details: { restrictionId: placed.id },
  });
  return { placed, isNew: true };
}

/** Ends the block or suspension of a person who is locked. Returns whether there was one. */
export async function endRestriction(
  tx: UnitOfWork,
  ctx: Pick<ServiceContext, "clock">,
  { userId, cityId }: { readonly userId: string; readonly cityId: string },
  { by, reason }: Decision,
): Promise<boolean> {
  const standing = await findRestriction(tx, userId);
  if (standing === null) return false;
  const now = ctx.clock();
  await tx
    .update(restrictions)
    .set({ liftedAt: now, liftedBy: personIn(by), liftReason: reason })
    .where(eq(restrictions.id, standing.id));
  const locale = mailLocaleOf((await findCity(tx, cityId)).defaultLocale);
  await tx.enqueue("send-mail", { template: "restored", locale, userId, at: now.toISOString() });
  tx.publish({ kind: "person", cityId, userId });
  await recordAct(tx, by, {
    action: "restore-person",
    subjectId: userId,
    reason,
    before: toRestrictionView(standing),
    after: null,
    details: { restrictionId: standing.id },
  });
  return true;
}

function personIn({ userId }: Doer): string | null {
  return userId === SYSTEM.userId ? null : userId;
}

/** @throws DomainError LAST_OWNER when nobody else would be left who decides who operates */
async function refuseLastOwner(tx: UnitOfWork, ctx: PlacingContext, userId: string): Promise<void> {
  const owners = await lockOwners(tx, ctx);
  if (owners.includes(userId) && owners.length === 1) {
    throw new DomainError("LAST_OWNER", "Make somebody else an owner first.");
  }
}

function isSame(
  standing: Pick<RestrictionRow, "kind" | "reason" | "until">,
  asked: Pick<RestrictionRow, "kind" | "reason" | "until">,
): boolean {
  const sameEnd = standing.until?.getTime() === asked.until?.getTime();
  return standing.kind === asked.kind && standing.reason === asked.reason && sameEnd;
}
