import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import { query, queryOne } from "@atlas/db/query";
import type { Transaction } from "@atlas/db/connect";
import { drivers } from "@atlas/db/schema/drivers";
import { keyedCalls } from "@atlas/db/schema/messaging";
import { clearedPlaces, savedPlaces } from "@atlas/db/schema/places";
import { restrictions } from "@atlas/db/schema/restrictions";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { recordAct } from "../access/record-act.ts";
import type { OwnPasswordContext, ServiceContext } from "../context.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { lockDriver } from "../people/lock-driver.ts";
import { lockPerson } from "../standing/lock-person.ts";
import { refuseRestricted } from "../standing/restriction.ts";
import { publishDriver } from "../tracker/live-map/publish-driver.ts";
import { useCase } from "../use-case.ts";

/** What a trip or a position that was in flight leaves behind is forgotten by a second pass. */
const AGAIN_AFTER_MS = 15 * 60_000;

/** What deleting needs beside the rest. */
export interface DeletionContext extends ServiceContext, OwnPasswordContext {}

/**
 * Deletes the account of a rider or a driver who knows its password and is even with everybody: no trip, no debt, nothing being settled,
 * and no money left, unless the person gives that up. Sessions end at once, the e-mail address is free for another account; the history is
 * anonymised by a job (`forgetPerson`). The books stay.
 */
export const deleteAccount = useCase({
  kind: "command",
  permission: "account.delete",
  idempotency: "once",
  isAudited: false,
  input: z.object({
    password: z.string().max(1_000),
    /** That what is left in the wallet may be kept. */
    forfeitsBalance: z.boolean().optional(),
  }),
  refusals: [
    "WRONG_PASSWORD",
    "PERSON_NOT_FOUND",
    "ACCOUNT_BLOCKED",
    "ACCOUNT_SUSPENDED",
    "RIDER_HAS_ACTIVE_ORDER",
    "DRIVER_HAS_ACTIVE_ORDER",
    "DEBT_OUTSTANDING",
    "ACCOUNT_NOT_SETTLED",
    "BALANCE_OUTSTANDING",
    "ACCOUNT_FROZEN",
  ],
  async run(ctx: DeletionContext, actor, { password, forfeitsBalance }): Promise<{ readonly isDeleted: true }> {
    const { userId } = actor;
    await ctx.checkOwnPassword(actor, password);
    await inTransaction(ctx, async (tx) => {
      const person = await lockPerson(tx, userId);
      const driver = await lockDriver(tx, userId);
      await refuseRestricted(tx, userId);
      // First, so that what is counted below is all there will be.
      await tx.execute(sql`SELECT ledger.close_wallets(${userId}::uuid)`);
      await refuseUneven(tx, actor, forfeitsBalance === true);
      const forfeitedMinor = forfeitsBalance === true ? await forfeitBalance(tx, userId) : 0n;
      await forgetIdentity(tx, userId);
      if (driver !== null) {
        await forgetVehicles(tx, userId);
        publishDriver(tx, ctx, { cityId: driver.cityId, driverId: userId });
      }
      const details = { forfeitedMinor: forfeitedMinor.toString() };
      await recordAct(tx, actor, { action: "delete-account", subjectId: userId, reason: null, details });
      const job = { cityId: person.cityId, userId };
      await tx.enqueue("forget-person", job);
      await tx.enqueue("forget-person", job, { delayMs: AGAIN_AFTER_MS });
      // What fails here is done by the worker's sweeper.
      tx.afterCommit(async () => void (await sweepEndedSessions(ctx, userId)));
    });
    ctx.log.info({ userId }, "account.deleted");
    return { isDeleted: true };
  },
});

const unevenRow = z.object({
  active: z.boolean(),
  unsettled: z.boolean(),
  owed: z.bigint(),
  posted: z.bigint(),
  held: z.bigint(),
  isFrozen: z.boolean(),
});

/** @throws DomainError what is between the person and others */
async function refuseUneven(tx: Transaction, { userId, role }: Actor, forfeits: boolean): Promise<void> {
  const mine = sql`(o.rider_id = ${userId}::uuid OR o.driver_id = ${userId}::uuid)`;
  const uneven = await queryOne(
    tx,
    unevenRow,
    sql`
      SELECT EXISTS (SELECT FROM orders o WHERE ${mine} AND o.status::text = ANY(${sql.param([...ACTIVE_STATUSES])})) AS active,
        EXISTS (
          SELECT FROM orders o WHERE ${mine} AND o.ended_at IS NOT NULL AND (
            (o.settled_at IS NULL AND (o.status = 'FINISHED' OR o.cancel_fee_minor > 0))
            OR (o.unproven_minor IS NOT NULL AND o.fare_answer IS NULL)))
        OR EXISTS (
          SELECT FROM ledger.payouts p WHERE p.driver_id = ${userId}::uuid AND p.status IN ('requested', 'approved')) AS unsettled,
        coalesce(-sum(a.posted) FILTER (WHERE a.is_debt), 0)::bigint AS owed,
        coalesce(sum(a.posted) FILTER (WHERE NOT a.is_debt), 0)::bigint AS posted,
        coalesce(sum(a.held) FILTER (WHERE NOT a.is_debt), 0)::bigint AS held,
        coalesce(bool_or(a.frozen_at IS NOT NULL), false) AS "isFrozen"
      FROM ledger.accounts a WHERE a.owner_id = ${userId}::uuid`,
  );
  if (uneven.active) {
    throw role === "driver"
      ? new DomainError("DRIVER_HAS_ACTIVE_ORDER", "Finish your trip before you delete the account.")
      : new DomainError("RIDER_HAS_ACTIVE_ORDER", "You have a ride under way. Finish or cancel it first.");
  }
  if (uneven.owed > 0n) throw new DomainError("DEBT_OUTSTANDING", "Pay what you owe before you delete the account.");
  if (uneven.unsettled || uneven.held > 0n) {
    throw new DomainError("ACCOUNT_NOT_SETTLED", "A trip, a question or a payout of yours is still being settled.");
  }
  if (uneven.posted > 0n && uneven.isFrozen) throw new DomainError("ACCOUNT_FROZEN", "Your wallet is frozen.");
  if (uneven.posted > 0n && !forfeits) {
    throw new DomainError(
      "BALANCE_OUTSTANDING",
      "There is money left in your wallet: have it paid out, or give it up.",
    );
  }
}

const forfeitRow = z.object({ refusal: z.string().nullable(), forfeited: z.bigint() });

async function forfeitBalance(tx: Transaction, userId: string): Promise<bigint> {
  const statement = sql`SELECT refusal, forfeited FROM ledger.forfeit_balance(${userId}::uuid)`;
  const { refusal, forfeited } = await queryOne(tx, forfeitRow, statement);
  if (refusal !== null) throw ledgerRefusal(refusal);
  return forfeited;
}

/** From here on nobody signs in with it, and the address may be signed up with anew. */
async function forgetIdentity(tx: Transaction, userId: string): Promise<void> {
  await tx.execute(sql`SELECT public.erase_identity(${userId}::uuid)`);
  await tx.delete(keyedCalls).where(eq(keyedCalls.actorId, userId));
  await tx.delete(savedPlaces).where(eq(savedPlaces.userId, userId));
  await tx.delete(clearedPlaces).where(eq(clearedPlaces.userId, userId));
  await tx
    .update(restrictions)
    .set({ reason: "—", liftReason: sql`CASE WHEN lifted_at IS NOT NULL THEN '—' END` })
    .where(eq(restrictions.userId, userId));
}

/** A plate is free for the driver who has the car now. */
async function forgetVehicles(tx: Transaction, driverId: string): Promise<void> {
  await tx.update(drivers).set({ availability: "offline" }).where(eq(drivers.id, driverId));
  await query(
    tx,
    z.object({}),
    sql`UPDATE vehicles SET is_active = false, plate = id::text, model = '—' WHERE driver_id = ${driverId}::uuid`,
  );
}
