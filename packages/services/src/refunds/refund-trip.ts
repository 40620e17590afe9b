import { REFUND_BEARERS, splitRefund, withoutReversed } from "@atlas/core/debt/refund";
import { amountSchema, idSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { acceptedOrThrow } from "@atlas/core/refusal";
import { err, ok } from "@atlas/core/result";
import type { Queryable } from "@atlas/db/connect";
import { orders } from "@atlas/db/schema/orders";
import { query, queryOne } from "@atlas/db/query";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { actFrom } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { postOrAsk, type WaitingView } from "../ledger/post/ask-approval.ts";
import { defineMovement, movedOrThrow } from "../ledger/post/movement.ts";
import { operatorKey } from "../ledger/post/operator-posting.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { changeOrder } from "../orders/record/change-order.ts";
import { readTripMoney } from "../settlement/trip-refunds.ts";
import { useCase } from "../use-case.ts";
import { readRefund, type RefundView } from "./refund-view.ts";

const claimedRow = z.object({
  refusal: z.string().nullable(),
  refund_id: z.string().nullable(),
  is_replay: z.boolean(),
});
const postedRow = z.object({ refusal: z.string().nullable() });
const walletRow = z.object({ id: z.string() });

const refundFields = { orderId: idSchema, amountMinor: amountSchema, bearer: z.enum(REFUND_BEARERS) };
type RefundOf = z.output<z.ZodObject<typeof refundFields>>;

interface Claim extends RefundOf {
  readonly refundId: string;
  readonly reason: string;
  readonly actorId: string;
}

/** What a rider gets back of a trip. Where it is refused it throws: neither the key nor the trip is taken then. */
export const refundMovement = defineMovement({
  kind: "refund",
  payload: z.object(refundFields),
  scopeOf: () => "refund",
  async weigh(tx, { orderId, amountMinor }) {
    const accountIds = await walletsOfTrip(tx, orderId);
    return { amountMinor, accountIds, sourceIds: accountIds };
  },
  async post(ctx, db, { orderId, amountMinor, bearer }, { key, actorId, reason }) {
    const why = requireReason(reason ?? "");
    const claimed = await queryOne(
      db,
      claimedRow,
      sql`
        SELECT refusal, refund_id, is_replay
        FROM ledger.claim_refund(${key}, ${ctx.newId()}::uuid, ${orderId}::uuid, ${amountMinor}, ${bearer}, ${why})`,
    );
    if (claimed.refusal !== null) return err(ledgerRefusal(claimed.refusal));
    if (claimed.refund_id === null) throw new Error("the ledger claimed no refund and refused none");
    const refundId = claimed.refund_id;
    if (!claimed.is_replay) await post(db, { refundId, orderId, amountMinor, bearer, reason: why, actorId });
    const view = await readRefund(db, refundId);
    const moved = { view, resultIds: [refundId], accountIds: await walletsOfTrip(db, orderId) };
    return ok(claimed.is_replay ? moved : { ...moved, orderId });
  },
});

/**
 * Gives a rider back the whole of a trip or a part of it, into the wallet, whatever it was paid with. Commission and tax of that part
 * go back with it; the driver's share is borne by the driver, who owes what the wallet does not cover, or by the platform.
 */
export const refundTrip = useCase({
  kind: "command",
  permission: "orders.refund",
  within: { orderId: "order" },
  idempotency: "key",
  isAudited: true,
  input: z.object({ ...refundFields, reason: reasonSchema, idempotencyKey: operatorKeySchema }),
  refusals: [
    "REASON_REQUIRED",
    "APPROVAL_CLOSED",
    "ORDER_NOT_FOUND",
    "ORDER_NOT_FINISHED",
    "REFUND_EXCEEDS_FARE",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "clock" | "events" | "log">,
    actor,
    { orderId, amountMinor, bearer, ...given },
  ): Promise<RefundView | WaitingView> {
    const call = { key: operatorKey(given.idempotencyKey), actorId: actor.userId, reason: requireReason(given.reason) };
    const payload = { orderId, amountMinor, bearer };
    return await inTransaction(ctx, async (tx) => {
      await actFrom(tx, actor);
      const outcome = await postOrAsk(ctx, tx, refundMovement, { ...call, payload });
      if (outcome.isWaiting) {
        tx.publish({ kind: "approval", cityId: outcome.cityId, requestId: outcome.view.requestId });
        return outcome.view;
      }
      const moved = movedOrThrow(outcome.attempt);
      const order = moved.orderId === undefined ? null : await changeOrder(tx, eq(orders.id, moved.orderId), {});
      for (const userId of [order?.riderId, order?.driverId]) {
        if (order && userId) tx.publish({ kind: "wallet", cityId: order.cityId, userId });
      }
      return moved.view;
    });
  },
});

/** The caller has the order's lock. */
async function post(db: Queryable, claim: Claim): Promise<void> {
  const { refundId, orderId, amountMinor, bearer, reason, actorId } = claim;
  const money = await readTripMoney(db, orderId);
  if (!money) throw ledgerRefusal("ORDER_NOT_FINISHED");
  const settled = withoutReversed(money.settled, money.reversed);
  const { shares } = acceptedOrThrow(splitRefund({ amountMinor, bearer, settled, refunded: money.refunded }));
  const posted = await queryOne(
    db,
    postedRow,
    sql`
      SELECT ledger.post_refund(${refundId}::uuid, ${orderId}::uuid, ${bearer}, ${shares.driverMinor},
        ${shares.commissionMinor}, ${shares.taxMinor}, ${reason}, ${actorId}::uuid) AS refusal`,
  );
  if (posted.refusal !== null) throw ledgerRefusal(posted.refusal);
}

/** The rider's wallet, which the fare was paid from, and the driver's, which got it. */
async function walletsOfTrip(db: Queryable, orderId: string): Promise<string[]> {
  const rows = await query(
    db,
    walletRow,
    sql`
      SELECT a.id FROM orders o JOIN ledger.accounts a
        ON a.owner_id IN (o.rider_id, o.driver_id) AND a.city_id = o.city_id AND a.currency = o.currency AND NOT a.is_debt
      WHERE o.id = ${orderId}::uuid ORDER BY a.id`,
  );
  return rows.map(({ id }) => id);
}
