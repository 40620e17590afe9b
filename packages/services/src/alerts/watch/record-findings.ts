import type { WatchKind } from "@atlas/core/trip-watch/episode";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { inTransaction, type UnitOfWork } from "../../messaging/in-transaction.ts";
import { changeOrder } from "../../orders/record/change-order.ts";
import { lockOrder } from "../../orders/record/find-order.ts";
import { type AlertSubject, raiseAlert } from "../raise-alert.ts";
import { spoofedTrip } from "../spoofed-trip.ts";
import { closeWatched } from "./close-watched.ts";
import type { RunningTrip } from "./running-trips.ts";
import type { Raised, WatchFinding } from "./watch-on.ts";

/** Alarms operators of what was found, asks the rider, and closes what is over. A trip that has ended meanwhile is left alone. */
export async function recordFindings(
  ctx: ServiceContext,
  trip: RunningTrip,
  findings: readonly WatchFinding[],
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, trip.orderId);
    if (order.status !== "STARTED") return;
    for (const found of findings) {
      switch (found.phase) {
        case "raised":
          await raise(tx, ctx, trip, found);
          break;
        case "cleared":
          await closeWatched(tx, ctx, { orderId: trip.orderId, kind: found.kind });
          break;
        case "spoofed":
          await raiseAlert(tx, ctx, spoofedTrip(subjectOf(trip), found.signs, ctx.clock()));
      }
    }
  });
}

async function raise(
  tx: UnitOfWork,
  ctx: ServiceContext,
  trip: RunningTrip,
  { kind, sinceMs, passedAt, finding }: Raised,
): Promise<void> {
  const { orderId, driverId } = trip;
  const about = subjectOf(trip);
  const alertId = await raiseAlert(tx, ctx, {
    about,
    finding,
    passedAt,
    episodeKey: episodeKey(orderId, kind, sinceMs),
  });
  if (alertId === null) return;
  ctx.log.warn({ orderId, driverId, alertId, kind }, "trip.alert");
  await changeOrder(tx, eq(orders.id, orderId), { tripCheck: { alertId, kind, answer: null } });
}

function subjectOf({ cityId, orderId, driverId, riderId }: RunningTrip): AlertSubject {
  return { cityId, orderId, driverId, riderId };
}

function episodeKey(orderId: string, kind: WatchKind, sinceMs: number): string {
  return `${kind}:${orderId}:${sinceMs}`;
}
