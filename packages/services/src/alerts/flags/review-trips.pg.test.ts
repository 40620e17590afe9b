import type { Actor } from "@atlas/core/actor";
import { destination, haversineM } from "@atlas/core/geo";
import type { RoutingProvider } from "@atlas/core/routing";
import { alerts } from "@atlas/db/schema/alerts";
import { sessions, users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { createHaversineRouting } from "@atlas/geography/haversine-routing";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ServiceContext } from "../../context.ts";
import { rateOrder } from "../../orders/rate-order.ts";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { doJob } from "../../testing/do-job.ts";
import { archive, endTrip, startTrip, type TestTrip } from "../testing/watched-trips.ts";

const HOUR_MS = 3_600_000;
/** What ended so long ago is reviewed. */
const SETTLED_MS = 16_000;

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

let [rider, driver]: [Actor, Actor] = [
  { userId: "", role: "rider" },
  { userId: "", role: "driver" },
];
beforeEach(async () => {
  [rider, driver] = [await world.addRider(0n), await world.addDriver()];
});

/** A trip of the two that has ended, driven or with a fee. */
async function ended({ hasFee = false, by = rider, to = driver } = {}): Promise<string> {
  const { orderId } = await world.book(by, { paymentMethod: "cash" });
  const at = world.ctx.clock();
  const matched = { driverId: to.userId, matchedAt: at, endedAt: at };
  const driven = { status: "FINISHED" as const, startedAt: at, finishedAt: at };
  const fee = { status: "CANCELLED" as const, cancelledBy: "rider" as const, cancelFeeMinor: 5_000n };
  await world.ctx.db
    .update(orders)
    .set({ ...matched, ...(hasFee ? fee : driven) })
    .where(eq(orders.id, orderId));
  return orderId;
}

async function review(ctx: ServiceContext = world.ctx): Promise<void> {
  await world.advance(SETTLED_MS);
  await doJob(ctx, "upkeep", { payload: { task: "review-trips" }, messageId: ctx.newId() });
}

/** Kind and details of what was raised about the driver or the rider. */
async function flags(
  of: Partial<Record<"driverId" | "riderId", string>> = { driverId: driver.userId },
): Promise<unknown> {
  const column = of.driverId === undefined ? alerts.riderId : alerts.driverId;
  const rows = await world.ctx.db
    .select()
    .from(alerts)
    .where(eq(column, of.driverId ?? of.riderId ?? ""))
    .orderBy(asc(alerts.id));
  return rows.map(({ kind, details }) => ({ kind, details }));
}

describe("self-rides", () => {
  const signIn = async (who: Actor, ipAddress: string): Promise<void> => {
    const { newId, clock } = world.ctx;
    const expiresAt = new Date(clock().getTime() + HOUR_MS);
    const device = { ipAddress, userAgent: "a phone" };
    await world.identity
      .insert(sessions)
      .values({ id: newId(), userId: who.userId, token: newId(), expiresAt, ...device });
  };

  test("of one phone number are flagged once a day, also when they are reviewed again", async () => {
    for (const [who, phone] of [
      [rider, "+62 811 2222 3333"],
      [driver, "081122223333"],
    ] as const) {
      await world.identity.update(users).set({ phone }).where(eq(users.id, who.userId));
    }
    for (let n = 0; n < 2; n += 1) {
      await ended();
      await review();
    }
    await world.ctx.redis.del(`atlas:{${world.cityId}}:reviewed-until`);
    await review();
    expect(await flags()).toEqual([{ kind: "self-ride", details: { shared: ["phone"] } }]);
  });

  test("of one device are flagged, and not when an office shares it", async () => {
    await signIn(rider, "10.1.1.1");
    await signIn(driver, "10.1.1.1");
    await ended();
    await review();
    const shared = [{ kind: "self-ride", details: { shared: ["device"] } }];
    expect(await flags()).toEqual(shared);
    for (let n = 0; n < 2; n += 1) await signIn(await world.addRider(0n), "10.1.1.1");
    await world.advance(24 * HOUR_MS);
    await ended();
    await review();
    expect(await flags()).toEqual(shared);
  });

  test("are no trips of two people", async () => {
    await signIn(rider, "10.1.1.2");
    await signIn(driver, "10.1.1.3");
    await ended();
    await review();
    expect(await flags()).toEqual([]);
  });
});

describe("fee farming", () => {
  test("three fees of one rider and one driver are flagged, two are not", async () => {
    for (let n = 0; n < 2; n += 1) await ended({ hasFee: true });
    await review();
    expect(await flags()).toEqual([]);
    await ended();
    await ended({ hasFee: true });
    await review();
    expect(await flags()).toEqual([{ kind: "fee-farming", details: { by: "pair", fees: 3, orders: 4, days: 14 } }]);
  });

  test("six fees from six riders are flagged when they are a quarter of a driver's orders", async () => {
    for (let n = 0; n < 6; n += 1) await ended({ hasFee: true, by: await world.addRider(0n) });
    await review();
    expect(await flags()).toEqual([{ kind: "fee-farming", details: { by: "driver", fees: 6, orders: 6, days: 14 } }]);
  });

  test("fees of long ago do not count", async () => {
    for (let n = 0; n < 2; n += 1) await ended({ hasFee: true });
    await world.advance(15 * 24 * HOUR_MS);
    await ended({ hasFee: true });
    await review();
    expect(await flags()).toEqual([]);
  });
});

describe("rating bombs", () => {
  const rate = async (stars: number, by: Actor, to: Actor): Promise<void> => {
    await rateOrder(world.ctx, by, { orderId: await ended({ by, to }), stars });
  };

  test("one rider's three lowest ratings of one driver are flagged", async () => {
    for (let n = 0; n < 3; n += 1) await rate(1, rider, driver);
    await review();
    expect(await flags()).toEqual([{ kind: "rating-bomb", details: { by: "pair", lowest: 3, hours: 720 } }]);
  });

  test("a burst from four riders is flagged, and not when it takes two days", async () => {
    for (let n = 0; n < 4; n += 1) {
      await rate(1, await world.addRider(0n), driver);
      await world.advance(12 * HOUR_MS);
    }
    await review();
    expect(await flags()).toEqual([]);
    for (let n = 0; n < 4; n += 1) await rate(1, await world.addRider(0n), driver);
    await review();
    expect(await flags()).toEqual([
      { kind: "rating-bomb", details: { by: "burst", lowest: expect.any(Number), hours: 24 } },
    ]);
  });

  test("a rider who gives nothing but one star is flagged, and one who is content now and then is not", async () => {
    const grumbler = await world.addRider(0n);
    for (let n = 0; n < 5; n += 1) {
      await rate(1, rider, await world.addDriver());
      await rate(1, grumbler, await world.addDriver());
      await rate(5, grumbler, await world.addDriver());
    }
    await review();
    expect(await flags({ riderId: rider.userId })).toEqual([
      { kind: "rating-bomb", details: { by: "rider", lowest: 5, hours: 720 } },
    ]);
    expect(await flags({ riderId: grumbler.userId })).toEqual([]);
  });
});

describe("a track that no road allows", () => {
  /** A river that is crossed ten kilometres away. */
  const river: RoutingProvider = {
    ...createHaversineRouting(),
    isEstimate: false,
    route: (from, to) =>
      Promise.resolve({
        distanceM: from.lng < MONAS.lng === to.lng < MONAS.lng ? haversineM(from, to) : 20_000,
        durationS: 60,
        geometry: [],
        turns: [],
        isEstimate: false,
      }),
  };

  /** To and fro for ten minutes, at 40 km/h, along the river or across it. */
  const drive = async (bearing: number): Promise<TestTrip> => {
    const trip = await startTrip(world, [MONAS]);
    const track = Array.from({ length: 121 }, (_, n) => ({
      driverId: trip.driver.userId,
      ...destination(destination(MONAS, 90, 50), bearing + (Math.floor(n / 12) % 2) * 180, 330),
      atMs: trip.startedAtMs + n * 5_000,
    }));
    await world.advance(600_000);
    await archive(world, track);
    await endTrip(world, trip);
    return trip;
  };

  test("is flagged with its impossible minutes, and an honest one is not", async () => {
    const [across, along] = [await drive(90), await drive(0)];
    await review({ ...world.ctx, routing: () => river });
    expect(await flags({ driverId: across.driver.userId })).toMatchObject([
      { kind: "spoofed-trip", details: { mockFixes: 0, refusedFixes: 0 } },
    ]);
    expect(await flags({ driverId: along.driver.userId })).toEqual([]);
  });
});
