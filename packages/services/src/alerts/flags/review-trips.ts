import { listCityIds } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { type NewAlert, raiseAlert } from "../raise-alert.ts";
import { MAX_ORDERS, readEndedOrders } from "./ended-orders.ts";
import { findFeeFarming } from "./find-fee-farming.ts";
import { findRatingBombs } from "./find-rating-bombs.ts";
import { findSelfRides } from "./find-self-rides.ts";
import { findSpoofedTracks } from "./find-spoofed-tracks.ts";
import { closeWindow, nextWindow } from "./review-window.ts";

/**
 * Reviews what has ended, and what was rated, since the last time, and flags what looks like cheating. It blocks nothing. Run
 * it every few seconds; what is reviewed twice is flagged once.
 */
export async function reviewTrips(ctx: ServiceContext): Promise<void> {
  for (const cityId of await listCityIds(ctx.db)) await reviewCity(ctx, cityId);
}

async function reviewCity(ctx: ServiceContext, cityId: string): Promise<void> {
  const settings = await ctx.settings.get(cityId);
  const due = await nextWindow(ctx, cityId);
  const ended = await readEndedOrders(ctx, cityId, due);
  const last = ended.length < MAX_ORDERS ? undefined : ended.at(-1);
  const window = last === undefined ? due : { ...due, until: last.endedAt };
  const found = [
    ...(await findSelfRides(ctx, ended, settings)),
    ...(await findFeeFarming(ctx, ended, settings)),
    ...(await findSpoofedTracks(ctx, ended, settings)),
    ...(await findRatingBombs(ctx, { cityId, window, settings })),
  ];
  for (const alert of found) await raise(ctx, alert);
  await closeWindow(ctx, cityId, window);
}

async function raise(ctx: ServiceContext, alert: NewAlert): Promise<void> {
  const alertId = await inTransaction(ctx, async (tx) => raiseAlert(tx, ctx, alert));
  if (alertId !== null) ctx.log.warn({ alertId, kind: alert.finding.kind, ...alert.about }, "trip.flag");
}
