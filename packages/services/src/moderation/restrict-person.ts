import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema, instantSchema, reasonSchema } from "@atlas/core/fields";
import { RESTRICTION_KINDS, type RestrictionKind } from "@atlas/core/people/restriction";
import { drivers } from "@atlas/db/schema/drivers";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { declinePendingOffers } from "../dispatch/offers/decline-pending-offers.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { lockDriver } from "../people/lock-driver.ts";
import { placeRestriction } from "./place-restriction.ts";
import { requireManager } from "./require-manager.ts";
import { lockPerson } from "../standing/lock-person.ts";
import { type RestrictionView, toRestrictionView } from "../standing/restriction.ts";
import { publishDriver } from "../tracker/live-map/publish-driver.ts";
import { useCase } from "../use-case.ts";

/**
 * Blocks or suspends a person. A block ends their sessions with the commit, and closes their sockets on every gateway; either takes a
 * driver offline, and from the commit on nothing new is promised to or by the person. What becomes of orders in hand follows as a
 * job (`enforceRestriction`). It replaces a restriction that stands; the same again changes nothing. There always is an owner who can sign in.
 */
export const restrictPerson = useCase({
  kind: "command",
  permission: "people.restrict",
  within: { userId: "person" },
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
  refusals: ["REASON_REQUIRED", "PERSON_NOT_FOUND", "LAST_OWNER"],
  async run(ctx: ServiceContext, actor, input): Promise<RestrictionView> {
    const reason = requireReason(input.reason);
    const { userId, kind, until = null } = input;
    refuseUseless(actor, input, ctx.clock());
    const placed = await inTransaction(ctx, async (tx) => {
      const person = await lockPerson(tx, userId);
      refuseUnfit(person.role, kind);
      requireManager(actor, person.role);
      // Every promise to a driver is made under this lock: what comes after it sees the restriction.
      const driver = await lockDriver(tx, userId);
      const asked = { person, userId, kind, until, by: actor, reason };
      const { placed: row, isNew } = await placeRestriction(tx, ctx, asked);
      if (!isNew) return row;
      if (driver !== null) {
        await tx.update(drivers).set({ availability: "offline" }).where(eq(drivers.id, userId));
        publishDriver(tx, ctx, { cityId: driver.cityId, driverId: userId });
      }
      tx.afterCommit(async () => {
        // What fails here is done by the worker's sweeper.
        await sweepEndedSessions(ctx, userId);
        await declinePendingOffers(ctx, userId);
      });
      return row;
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
