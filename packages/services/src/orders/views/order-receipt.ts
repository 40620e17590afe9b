import type { Actor } from "@atlas/core/actor";
import type { RefundBearer } from "@atlas/core/debt/refund";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { readTripRefunds, type TripRefund } from "../../settlement/trip-refunds.ts";
import { readTripSettlement } from "../../settlement/trip-settlement.ts";
import { findOrder, type OrderRow, refuseStrangers } from "../record/find-order.ts";
import { type OrderView, toOrderView } from "./order-view.ts";

export interface ReceiptLine {
  /**
   * Three are negative: what was quoted and not driven, what the rider has not confirmed (yet), and what came back since. `owed-before` is a debt of an
   * earlier trip that was paid with this one.
   */
  readonly kind:
    | "fare"
    | "early-end"
    | "not-confirmed"
    | "waiting"
    | "cancel-fee"
    | "owed-before"
    | "refund"
    | "driven";
  readonly amountMinor: string;
}

/** What a rider got back of a trip into the wallet, and when. */
export interface ReceiptRefund {
  readonly amountMinor: string;
  /** Null for a fare that was reversed by hand. Riders do not see who bears it, nor the operator's words. */
  readonly bearer: RefundBearer | null;
  readonly reason: string | null;
  readonly at: string;
}

/** What a trip cost and when the ledger took it; `capturedAt` is null while that is pending. */
export interface ReceiptView {
  readonly order: OrderView;
  readonly lines: readonly ReceiptLine[];
  readonly totalMinor: string;
  readonly refunds: readonly ReceiptRefund[];
  readonly capturedAt: string | null;
  readonly transferId: string | null;
}

/** The receipt of a finished trip, or of a cancellation that cost a fee. */
export const orderReceipt = useCase({
  kind: "query",
  permission: "orders.read",
  within: { orderId: "order" },
  input: z.object({ orderId: idSchema }),
  refusals: ["ORDER_NOT_FOUND", "ORDER_NOT_FINISHED"],
  async run(ctx: ServiceContext, actor, input): Promise<ReceiptView> {
    const record = await findOrder(ctx.db, input.orderId);
    refuseStrangers(actor, record.order);
    const settlement = await readTripSettlement(ctx.db, record.order.id);
    const refunds = await readTripRefunds(ctx.db, record.order.id);
    const parts = [
      ...partsOf(record.order),
      ...refunds.map(({ amountMinor }) => ({ kind: "refund" as const, minor: -amountMinor })),
    ];
    return {
      order: toOrderView(record, actor),
      lines: parts.map(({ kind, minor }) => ({ kind, amountMinor: minor.toString() })),
      totalMinor: parts.reduce((sum, { minor }) => sum + minor, 0n).toString(),
      refunds: refunds.map((refund) => toRefund(refund, actor)),
      capturedAt: settlement?.at.toISOString() ?? null,
      transferId: settlement?.transfers[0]?.transferId ?? null,
    };
  },
});

function toRefund({ amountMinor, bearer, reason, at }: TripRefund, viewer: Actor): ReceiptRefund {
  const isRider = viewer.role === "rider";
  return { amountMinor: amountMinor.toString(), bearer: isRider ? null : bearer, reason: isRider ? null : reason, at };
}

function partsOf(order: OrderRow): { kind: ReceiptLine["kind"]; minor: bigint }[] {
  if (order.status === "CANCELLED" && order.cancelFeeMinor)
    return [{ kind: order.cancelPayer === "rider" ? "driven" : "cancel-fee", minor: order.cancelFeeMinor }];
  if (order.status !== "FINISHED" || order.finalFareMinor === null) {
    throw new DomainError("ORDER_NOT_FINISHED", "There is a receipt once the trip has finished.");
  }
  const waitingMinor = order.waitingMinor ?? 0n;
  const reductionMinor = order.finalFareMinor - waitingMinor - order.fareMinor;
  const reduction = order.unprovenMinor === null ? ("early-end" as const) : ("not-confirmed" as const);
  return [
    { kind: "fare" as const, minor: order.fareMinor },
    { kind: reduction, minor: reductionMinor },
    { kind: "waiting" as const, minor: waitingMinor },
    { kind: "owed-before" as const, minor: order.carriedDebtMinor ?? 0n },
  ].filter(({ kind, minor }) => kind === "fare" || minor !== 0n);
}
