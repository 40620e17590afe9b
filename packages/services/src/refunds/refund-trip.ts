import { REFUND_BEARERS, type RefundBearer, splitRefund, withoutReversed } from "@atlas/core/debt/refund";
import { amountSchema, idSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { acceptedOrThrow } from "@atlas/core/refusal";
import type { Transaction } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { actFrom } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { operatorKey } from "../ledger/post/operator-posting.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { changeOrder } from "../orders/record/change-order.ts";
import { readTripMoney } from "../settlement/trip-refunds.ts";
import { useCase } from "../use-case.ts";
import { eq } from "drizzle-orm";
import { orders } from "@atlas/db/schema/orders";
import { readRefund, type RefundView } from "./refund-view.ts";

const claimedRow = z.object({
  refusal: z.string().nullable(),
  refund_id: z.string().nullable(),
  is_replay: z.boolean(),
});
const postedRow = z.object({ refusal: z.string().nullable() });

interface Claim {
  readonly refundId: string;
  readonly orderId: string;
  readonly amountMinor: bigint;
  readonly bearer: RefundBearer;
  readonly reason: string;
  readonly actorId: string;
}

/**
 * Gives a rider back the whole of a trip or a part of it, into the wallet, whatever it was paid with. Commission and tax of that part
 * go back with it; the driver's share is borne by the driver, who owes what the wallet does not cover, or by the platform.
 */
export const refundTrip = useCase({
  kind: "command",
  permission: "ledger.decide",
  idempotency: "key",
  isAudited: true,
  input: z.object({
    orderId: idSchema,
    amountMinor: amountSchema,
    bearer: z.enum(REFUND_BEARERS),
    reason: reasonSchema,
    idempotencyKey: operatorKeySchema,
  }),
  refusals: [
    "REASON_REQUIRED",
    "ORDER_NOT_FOUND",
    "ORDER_NOT_FINISHED",
    "REFUND_EXCEEDS_FARE",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "AMOUNT_OVERFLOW",
  ],
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "clock" | "events" | "log">, actor, input): Promise<RefundView> {
    const reason = requireReason(input.reason);
    const key = operatorKey(input.idempotencyKey);
    const { orderId, amountMinor, bearer } = input;
    return await inTransaction(ctx, async (tx) => {
      await actFrom(tx, actor);
      const claimed = await queryOne(
        tx,
        claimedRow,
        sql`
          SELECT refusal, refund_id, is_replay
          FROM ledger.claim_refund(${key}, ${ctx.newId()}::uuid, ${orderId}::uuid, ${amountMinor}, ${bearer}, ${reason})`,
      );
      if (claimed.refusal !== null) throw ledgerRefusal(claimed.refusal);
      if (claimed.refund_id === null) throw new Error("the ledger claimed no refund and refused none");
      const refundId = claimed.refund_id;
      if (!claimed.is_replay) {
        await post(tx, { refundId, orderId, amountMinor, bearer, reason, actorId: actor.userId });
        const order = await changeOrder(tx, eq(orders.id, orderId), {});
        for (const userId of [order?.riderId, order?.driverId]) {
          if (order && userId) tx.publish({ kind: "wallet", cityId: order.cityId, userId });
        }
      }
      return await readRefund(tx, refundId);
    });
  },
});

/** The caller has the order's lock. */
async function post(
  tx: Transaction,
  { refundId, orderId, amountMinor, bearer, reason, actorId }: Claim,
): Promise<void> {
  const money = await readTripMoney(tx, orderId);
  if (!money) throw ledgerRefusal("ORDER_NOT_FINISHED");
  const settled = withoutReversed(money.settled, money.reversed);
  const { shares } = acceptedOrThrow(splitRefund({ amountMinor, bearer, settled, refunded: money.refunded }));
  const posted = await queryOne(
    tx,
    postedRow,
    sql`
      SELECT ledger.post_refund(${refundId}::uuid, ${orderId}::uuid, ${bearer}, ${shares.driverMinor},
        ${shares.commissionMinor}, ${shares.taxMinor}, ${reason}, ${actorId}::uuid) AS refusal`,
  );
  if (posted.refusal !== null) throw ledgerRefusal(posted.refusal);
}
