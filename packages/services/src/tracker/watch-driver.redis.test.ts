import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyPings } from "./live-map/apply-pings.ts";
import type { PositionView } from "./driver-location.ts";
import { refreshDriverStates } from "./live-map/driver-state.ts";
import { PositionFeed } from "./watching/position-feed.ts";
import { MONAS, openTestTracker, type TestTracker } from "./testing/test-tracker.ts";
import { watchDriver } from "./watch-driver.ts";

const opened = new AsyncDisposableStack();
let tracker: TestTracker;
let positionFeed: PositionFeed;
beforeAll(async () => {
  tracker = opened.use(await openTestTracker());
  const subscriber = new Redis(process.env["ATLAS_TEST_REDIS_URL"] ?? "");
  opened.defer(() => subscriber.disconnect());
  positionFeed = opened.use(new PositionFeed(tracker.ctx, subscriber));
});
afterAll(async () => {
  await opened.disposeAsync();
});

const PICKUP_LAT = MONAS.lat;
const ELSEWHERE = destination(MONAS, 0, 900);

/** Everything that the actor sees of the order's driver, latitudes only. */
function watch(actor: Actor, orderId: string): { latitudes: (number | null)[]; stop: () => Promise<void> } {
  const controller = new AbortController();
  const latitudes: (number | null)[] = [];
  const positions = watchDriver.run({ ...tracker.ctx, positionFeed }, actor, { orderId }, controller.signal);
  const ended = (async () => {
    for await (const position of positions) latitudes.push(latOf(position));
  })();
  return {
    latitudes,
    async stop() {
      controller.abort();
      await ended;
    },
  };
}

function latOf(position: PositionView | null): number | null {
  return position && Math.round(position.lat * 1e4) / 1e4;
}

test("a rider follows the driver of the order; a driver who left it does not see the replacement; a stranger sees nothing", async () => {
  const { ctx, cityId } = tracker;
  const [leaver, other] = [await tracker.addDriver(), await tracker.addDriver()];
  const { orderId, riderId } = await tracker.addOrder(leaver);
  await applyPings(ctx, { cityId, pings: [tracker.ping(leaver, MONAS), tracker.ping(other, ELSEWHERE)] });
  const strangers = [other, await tracker.addDriver(), (await tracker.addOrder(await tracker.addDriver())).riderId];
  for (const userId of strangers) {
    const role = userId === strangers[2] ? "rider" : "driver";
    await expect(
      watchDriver.run({ ...ctx, positionFeed }, { userId, role }, { orderId }, new AbortController().signal).next(),
    ).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  }

  const rider = watch({ userId: riderId, role: "rider" }, orderId);
  const driver = watch({ userId: leaver, role: "driver" }, orderId);
  await expect.poll(() => [rider.latitudes, driver.latitudes]).toEqual([[PICKUP_LAT], [PICKUP_LAT]]);
  await ctx.db.update(orders).set({ driverId: other }).where(eq(orders.id, orderId));
  await refreshDriverStates(ctx, { cityId, driverIds: [leaver, other] });
  const later = latOf({ ...ELSEWHERE, headingDeg: null, speedMps: null, recordedAt: "", ageMs: 0 });
  await expect.poll(() => rider.latitudes.at(-1), { timeout: 5_000 }).toBe(later);
  await expect.poll(() => driver.latitudes.at(-1), { timeout: 5_000 }).toBeNull();
  await Promise.all([rider.stop(), driver.stop()]);
  expect(driver.latitudes).toEqual([PICKUP_LAT, null]);
});
