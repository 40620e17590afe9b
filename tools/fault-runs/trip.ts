import { setTimeout as delay } from "node:timers/promises";

import type { Api, Order } from "./api.ts";
import { CANCEL_FREE_S, type Driver, type Person, somewhere } from "./town.ts";

/** What becomes of a trip, if nothing comes in between. */
export type TripPlan = "ride" | "cancel-at-once" | "cancel-on-the-driver";

export interface TripContext {
  readonly api: Api;
  readonly drivers: ReadonlyMap<string, Driver>;
}

const LOOK_EVERY_MS = 200;
const AGAIN_AFTER_MS = 300;
/** A rider who sees nothing happen for so long closes the app; the order is looked at again at the end. */
const PATIENCE_MS = 45_000;
const OVER: ReadonlySet<string> = new Set(["FINISHED", "CANCELLED", "EXPIRED"]);
const NEXT_STEP = { MATCHED: "ARRIVED", ARRIVED: "STARTED", STARTED: "FINISHED" } as const;

/** How a rider's attempt ended: `unsure` may have left an order behind. */
export type TripEnd = "over" | "not-booked" | "unsure";

/** Quotes, books and is driven, as a rider with an app would, with the driver's app beside it. */
export async function takeTrip(context: TripContext, rider: Person, plan: TripPlan): Promise<TripEnd> {
  const { api } = context;
  const quoted = await api.quote(rider, somewhere(), somewhere());
  if (quoted.kind !== "answer") return "not-booked";
  const startedMs = performance.now();
  const booked = await api.book(rider, quoted.value.quoteId, Math.random() < 0.2 ? "cash" : "wallet");
  if (booked.kind !== "answer") return "unsure";
  if (plan === "cancel-at-once") {
    const cancelled = await api.cancel(rider, booked.value.orderId, startedMs);
    return cancelled.kind === "answer" ? "over" : "unsure";
  }
  return await followTrip(context, rider, booked.value, { plan, startedMs });
}

/** Brings an order to its end, whatever state it is in. */
export async function followTrip(
  { api, drivers }: TripContext,
  rider: Person,
  first: Order,
  { plan, startedMs }: { plan: TripPlan; startedMs: number | null },
): Promise<TripEnd> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (let order = first; performance.now() < deadlineMs;) {
    if (OVER.has(order.status)) return "over";
    const step = order.isQueued || order.status === "CREATED" ? undefined : stepAfter(order.status);
    if (step === undefined) {
      await delay(LOOK_EVERY_MS);
    } else if (step === "STARTED" && plan === "cancel-on-the-driver") {
      await delay(CANCEL_FREE_S * 1_000 + 500);
      await api.cancel(rider, order.orderId, startedMs);
    } else {
      const driver = drivers.get(order.driver?.driverId ?? "");
      const moved = driver === undefined ? undefined : await api.move(driver, order.orderId, step);
      if (moved?.kind === "answer") {
        if (step === "FINISHED") return "over";
        order = { ...order, status: step };
        continue;
      }
      await delay(AGAIN_AFTER_MS);
    }
    const read = await api.read(rider, order.orderId);
    if (read.kind === "answer") order = read.value;
    else await delay(AGAIN_AFTER_MS);
  }
  return "unsure";
}

function stepAfter(status: string): "ARRIVED" | "STARTED" | "FINISHED" | undefined {
  return Object.entries(NEXT_STEP).find(([from]) => from === status)?.[1];
}
