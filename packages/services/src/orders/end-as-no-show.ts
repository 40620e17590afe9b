import { type Arrival, arrivalOf, hasLostArrival } from "@atlas/core/evidence/arrival";
import { gatherEvidence } from "@atlas/core/evidence/evidence";
import { verifyNoShow } from "@atlas/core/evidence/no-show";
import { idSchema } from "@atlas/core/fields";
import { acceptedOrThrow } from "@atlas/core/refusal";
import { z } from "zod";
import { recordOperatorAct } from "../access/record-act.ts";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { useCase } from "../use-case.ts";
import { agreedTerms } from "./record/agreed-terms.ts";
import { endOrder } from "./record/end-order.ts";
import { findOrder, lockOrder, type OrderRow } from "./record/find-order.ts";
import { findRepeat } from "./record/find-repeat.ts";
import { positionOf } from "./record/last-seen.ts";
import { decideMove } from "./record/move-order.ts";
import { recordEvidence } from "./record/record-evidence.ts";
import { type Sight, sightDriver } from "./sight-driver.ts";
import { pickupOf } from "./record/journey-ends.ts";
import { toOrderView } from "./views/order-view.ts";

/**
 * The rider does not come: after the free waiting at a proven arrival the driver ends the order, for good, and gets the
 * cancellation fee of its price. Sent again by the same actor, it returns the order as it is.
 */
export const endAsNoShow = useCase({
  kind: "command",
  permission: "orders.drive",
  within: { orderId: "order" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ orderId: idSchema }),
  refusals: ["ORDER_NOT_FOUND", "ILLEGAL_TRANSITION", "NOT_AT_PICKUP", "NO_SHOW_TOO_EARLY"],
  async run(ctx: ServiceContext, actor, { orderId }) {
    const sight = await sightDriver(ctx, orderId);
    const isEnded = await inTransaction(ctx, async (tx) => {
      const order = await lockOrder(tx, orderId);
      const terms = agreedTerms(order, await findCity(tx, order.cityId));
      const command = { kind: "no-show" as const, actor, policy: { feeMinor: terms.cancelFeeMinor } };
      if (sight === null || (await findRepeat(tx, order, command)) !== null) return false;
      const { at, releasedDriverId } = decideMove(ctx, order, command);
      acceptedOrThrow(verifyNoShow(arrivalNow(order, sight, at.getTime()), at.getTime(), terms));
      await endOrder(tx, ctx, order, command);
      await recordOperatorAct(tx, actor, {
        action: "no-show-order",
        subjectId: orderId,
        reason: null,
        before: { status: order.status, driverId: order.driverId },
        after: { status: "CANCELLED" },
      });
      if (releasedDriverId !== null) {
        const position = positionOf(sight.sighting, releasedDriverId);
        const evidence = gatherEvidence(at.getTime(), position, pickupOf(order));
        const move = { orderId, driverId: releasedDriverId, move: "no-show", proof: "position" } as const;
        await recordEvidence(tx, ctx, { ...move, evidence, note: null, said: undefined });
      }
      return true;
    });
    if (isEnded) ctx.log.info({ orderId }, "order.no_show");
    return toOrderView(await findOrder(ctx.db, orderId), actor);
  },
});

/** The arrival as it stands at this instant: that the car has left may not have been written yet. */
function arrivalNow(order: OrderRow, { sighting, settings }: Sight, nowMs: number): Arrival | null {
  const arrival = arrivalOf(order);
  if (arrival === null || sighting === null || sighting.isMapAway || order.arrivalProof === null) return arrival;
  const { position } = sighting;
  return { ...arrival, lost: hasLostArrival({ arrival, pickup: pickupOf(order), position, nowMs }, settings) };
}
