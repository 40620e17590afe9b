import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema, instantSchema, reasonSchema } from "@atlas/core/fields";
import { mailLocaleOf } from "@atlas/core/mail/mail-order";
import { RESTRICTION_KINDS, type RestrictionKind } from "@atlas/core/people/restriction";
import { drivers } from "@atlas/db/schema/drivers";
import type { Queryable } from "@atlas/db/connect";
import { sessions, staffRoles } from "@atlas/db/schema/identity";
import { restrictions } from "@atlas/db/schema/restrictions";
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { recordAct } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { declinePendingOffers } from "../dispatch/offers/decline-pending-offers.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { lockDriver } from "../people/lock-driver.ts";
import { requireManager } from "./require-manager.ts";
import { lockPerson } from "../standing/lock-person.ts";
import { findRestriction, type RestrictionView, toRestrictionView } from "../standing/restriction.ts";
import { publishDriver } from "../tracker/live-map/publish-driver.ts";
import { useCase } from "../use-case.ts";

/**
 * Blocks or suspends a person. A block ends their sessions with the commit, and closes their sockets on every gateway; either takes a
 * driver offline, and from the commit on nothing new is promised to or by the person. What becomes of orders in hand follows as a
 * job (`enforceRestriction`). It replaces a restriction that stands; the same again changes nothing.
 */
export const restrictPerson = useCase({
  kind: "command",
  permission: "people.restrict",
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({
    userId: idSchema,
    kind: z.enum(RESTRICTION_KINDS),
    /** The person reads it. */
    reason: reasonSchema,
    /** When it ends by itself; somebody has to lift it when left out. */
    until: instantSchema.optional(),
  }),
  refusals: ["REASON_REQUIRED", "PERSON_NOT_FOUND", "OWNER_PROTECTED"],
  async run(ctx: ServiceContext, actor, input): Promise<RestrictionView> {
    const reason = requireReason(input.reason);
    const { userId, kind, until = null } = input;
    refuseUseless(actor, input, ctx.clock());
    const placed = await inTransaction(ctx, async (tx) => {
      const person = await lockPerson(tx, userId);
      refuseUnfit(person.role, kind);
      requireManager(actor, person.role);
      await refuseOwner(tx, userId);
      // Every promise to a driver is made under this lock: what comes after it sees the restriction.
      const driver = await lockDriver(tx, userId);
      const standing = await findRestriction(tx, userId);
      if (standing !== null && isSame(standing, { kind, reason, until })) return standing;
      const now = ctx.clock();
      await tx
        .update(restrictions)
        .set({ liftedAt: now, liftedBy: actor.userId, liftReason: "replaced" })
        .where(and(eq(restrictions.userId, userId), isNull(restrictions.liftedAt)));
      const row = { id: ctx.newId(), userId, kind, reason, until, placedBy: actor.userId, placedAt: now };
      const [inserted] = await tx.insert(restrictions).values(row).returning();
      if (!inserted) throw new Error("a restriction that was inserted has no row");
      if (kind === "block") await tx.delete(sessions).where(eq(sessions.userId, userId));
      if (driver !== null) {
        await tx.update(drivers).set({ availability: "offline" }).where(eq(drivers.id, userId));
        publishDriver(tx, ctx, { cityId: driver.cityId, driverId: userId });
      }
      await tx.enqueue("restrictions", { cityId: person.cityId, restrictionId: inserted.id });
      const locale = mailLocaleOf((await findCity(tx, person.cityId)).defaultLocale);
      const mail = { template: "restricted" as const, locale, userId, at: now.toISOString() };
      await tx.enqueue("send-mail", { ...mail, restrictionId: inserted.id });
      tx.publish({ kind: "person", cityId: person.cityId, userId });
      await recordAct(tx, actor, {
        action: kind === "block" ? "block-person" : "suspend-person",
        subjectId: userId,
        reason,
        before: standing && toRestrictionView(standing),
        after: toRestrictionView(inserted),
        details: { restrictionId: inserted.id },
      });
      tx.afterCommit(async () => {
        // What fails here is done by the worker's sweeper.
        await sweepEndedSessions(ctx, userId);
        await declinePendingOffers(ctx, userId);
      });
      return inserted;
    });
    ctx.log.info({ userId, kind, by: actor.userId }, "person.restricted");
    return toRestrictionView(placed);
  },
});

/** @throws DomainError FORBIDDEN, INVALID_INPUT */
function refuseUseless(actor: Actor, { userId, until }: { userId: string; until?: Date | undefined }, now: Date): void {
  if (userId === actor.userId) throw new DomainError("FORBIDDEN", "Somebody else has to restrict your account.");
  if (until !== undefined && until.getTime() <= now.getTime()) {
    throw new DomainError("INVALID_INPUT", "The end must lie in the future.");
  }
}

/** @throws DomainError INVALID_INPUT */
function refuseUnfit(role: Actor["role"], kind: RestrictionKind): void {
  if (kind === "block" || role === "rider" || role === "driver") return;
  throw new DomainError("INVALID_INPUT", "Only riders and drivers are suspended. Block this account instead.");
}

/**
 * An owner's role goes first, which leaves another owner.
 * @throws DomainError OWNER_PROTECTED
 */
async function refuseOwner(tx: Queryable, userId: string): Promise<void> {
  const [owner] = await tx
    .select({ role: staffRoles.role })
    .from(staffRoles)
    .where(and(eq(staffRoles.userId, userId), eq(staffRoles.role, "owner")));
  if (owner) throw new DomainError("OWNER_PROTECTED", "Take the owner's role away before you block this operator.");
}

interface Restricting {
  readonly kind: RestrictionKind;
  readonly reason: string;
  readonly until: Date | null;
}

function isSame(standing: Restricting, asked: Restricting): boolean {
  const sameEnd = standing.until?.getTime() === asked.until?.getTime();
  return standing.kind === asked.kind && standing.reason === asked.reason && sameEnd;
}
