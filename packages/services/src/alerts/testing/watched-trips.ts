import type { Actor } from "@atlas/core/actor";
import type { KnownPosition } from "@atlas/core/evidence/evidence";
import type { LatLng } from "@atlas/core/geo";
import { encodePolyline } from "@atlas/core/polyline";
import { gpsPoints } from "@atlas/db/schema/history";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { makeGpsPartitions } from "../../history/gps-partitions.ts";
import { doJob } from "../../testing/do-job.ts";
import type { TestWorld } from "../../testing/test-world.ts";

/** As often as the worker does it. */
export const PASS_MS = 10_000;

/** A trip under way in a test. */
export interface TestTrip {
  readonly orderId: string;
  readonly rider: Actor;
  readonly driver: Actor;
  readonly startedAtMs: number;
}

/** Starts a trip whose quoted route is `line`, as if the driver had come to its first point. */
export async function startTrip(
  world: TestWorld,
  line: readonly LatLng[],
  { isEstimate = false } = {},
): Promise<TestTrip> {
  const [rider, driver] = [await world.addRider(0n), await world.addDriver()];
  const { orderId } = await world.book(rider, { paymentMethod: "cash" });
  const at = world.ctx.clock();
  const started = { status: "STARTED" as const, driverId: driver.userId, matchedAt: at, startedAt: at };
  const route = { isEstimate, routePolyline: encodePolyline(line) };
  await world.ctx.db
    .update(orders)
    .set({ ...started, ...route })
    .where(eq(orders.id, orderId));
  await makeGpsPartitions(world.ctx);
  return { orderId, rider, driver, startedAtMs: at.getTime() };
}

/** Ends it, without a fare. */
export async function endTrip({ ctx }: TestWorld, { orderId }: TestTrip): Promise<void> {
  const at = ctx.clock();
  await ctx.db.update(orders).set({ status: "FINISHED", finishedAt: at, endedAt: at }).where(eq(orders.id, orderId));
}

/** Brings positions into the history, as the worker does. */
export async function archive(
  { ctx, cityId }: TestWorld,
  positions: readonly (KnownPosition & { readonly driverId: string })[],
): Promise<void> {
  if (positions.length === 0) return;
  const rows = positions.map(({ driverId, lat, lng, atMs, isMock = false }) => {
    const at = new Date(atMs);
    return { cityId, driverId, lat, lng, recordedAt: at, receivedAt: at, isMock };
  });
  await ctx.db.insert(gpsPoints).values(rows);
}

/** One pass of the worker over the trips under way. */
export async function watchOnce({ ctx }: TestWorld): Promise<void> {
  await doJob(ctx, "upkeep", { payload: { task: "watch-trips" }, messageId: ctx.newId() });
}
