import type { TripAnswer } from "@atlas/core/alerts/alert";
import { destination, type LatLng } from "@atlas/core/geo";
import { alerts } from "@atlas/db/schema/alerts";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getOrder } from "../../orders/views/get-order.ts";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { noteRefused } from "../../tracker/live-map/refused-positions.ts";
import { answerTripCheck } from "../answer-trip-check.ts";
import { listAlerts } from "../list-alerts.ts";
import { openAlerts } from "../open-alerts.ts";
import { archive, endTrip, PASS_MS, startTrip, type TestTrip, watchOnce } from "../testing/watched-trips.ts";
import { watchKeys } from "./watch-keys.ts";

const east = (metres: number): LatLng => destination(MONAS, 90, metres);
const WAY = [MONAS, east(4_000), east(8_000)];

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

let trip: TestTrip;
beforeEach(async () => {
  if (trip !== undefined) await endTrip(world, trip);
  trip = await startTrip(world, WAY);
});

interface Drive {
  readonly forS: number;
  readonly placeAt: (s: number) => LatLng;
  readonly isMock?: boolean;
}

/** Goes on for some seconds, a position every five and a pass every ten. */
async function go({ forS, placeAt, isMock = false }: Drive): Promise<void> {
  const { userId: driverId } = trip.driver;
  for (let s = 0; s < forS; s += PASS_MS / 1_000) {
    const fromMs = world.ctx.clock().getTime();
    await world.advance(PASS_MS);
    const fixes = [5, 10].map((more) => ({ driverId, atMs: fromMs + more * 1_000, isMock, ...placeAt(s + more) }));
    await archive(world, fixes);
    await watchOnce(world);
  }
}

/** Passes without a word from the phone. */
async function stayQuiet(forS: number): Promise<void> {
  for (let s = 0; s < forS; s += PASS_MS / 1_000) {
    await world.advance(PASS_MS);
    await watchOnce(world);
  }
}

const stand = { placeAt: () => MONAS };
const driveOn = { placeAt: (s: number) => east(s * 10) };

async function raised(): Promise<readonly string[]> {
  const rows = await world.ctx.db.select().from(alerts).where(eq(alerts.orderId, trip.orderId)).orderBy(asc(alerts.id));
  return rows.map(
    ({ kind, severity, resolvedAt }) => `${kind} ${severity} ${resolvedAt === null ? "open" : "resolved"}`,
  );
}

async function question(): Promise<unknown> {
  return (await getOrder(world.ctx, trip.rider, { orderId: trip.orderId })).tripCheck;
}

async function answer(said: TripAnswer, alertId?: string): Promise<unknown> {
  const [newest] = (await listAlerts(world.ctx, world.admin, { orderId: trip.orderId })).items;
  const input = { orderId: trip.orderId, alertId: alertId ?? newest?.alertId ?? "", answer: said };
  return (await answerTripCheck(world.ctx, trip.rider, input)).answer;
}

describe("a trip that does not move", () => {
  test("alarms operators with what is known, and asks the rider and nobody else", async () => {
    await go({ ...stand, forS: 190 });
    const [alert] = (await listAlerts(world.ctx, world.admin, { orderId: trip.orderId, isOpen: true })).items;
    const sinceAt = new Date(trip.startedAtMs).toISOString();
    expect(alert).toMatchObject({
      finding: { kind: "not-moving", details: { sinceAt, place: MONAS, limit: 180 } },
      driver: { userId: trip.driver.userId },
      rider: { userId: trip.rider.userId },
      passedAt: new Date(trip.startedAtMs + 180_000).toISOString(),
      raisedAt: new Date(trip.startedAtMs + 180_000).toISOString(),
    });
    expect(await question()).toEqual({ alertId: alert?.alertId, kind: "not-moving", answer: null });
    for (const actor of [trip.driver, world.admin]) {
      expect((await getOrder(world.ctx, actor, { orderId: trip.orderId })).tripCheck).toBeNull();
    }
  });

  test("is closed, and the question withdrawn, when the car sets out", async () => {
    await go({ ...stand, forS: 190 });
    await go({ ...driveOn, forS: 60 });
    expect(await raised()).toEqual(["not-moving low resolved"]);
    expect(await question()).toBeNull();
  });

  test("is closed when the trip ends", async () => {
    await go({ ...stand, forS: 190 });
    await endTrip(world, trip);
    await watchOnce(world);
    expect(await raised()).toEqual(["not-moving low resolved"]);
    expect(await world.ctx.redis.hexists(watchKeys(world.cityId).memory, trip.orderId)).toBe(0);
  });
});

describe("the rider's answer", () => {
  test("that all is fine lowers the alert and stands on the phone", async () => {
    await go({ placeAt: (s) => destination(east(s * 5), 0, 400), forS: 90 });
    expect(await raised()).toEqual(["off-route medium open"]);
    expect([await answer("fine"), await answer("fine")]).toEqual(["fine", "fine"]);
    expect(await raised()).toEqual(["off-route low open"]);
    expect(await question()).toMatchObject({ answer: "fine" });
  });

  test("that they need help raises it, and keeps it open when the car drives on, whatever is said after it", async () => {
    const before = await openAlerts(world.ctx, world.admin);
    await go({ ...stand, forS: 190 });
    await answer("help");
    const { calls, urgent } = await openAlerts(world.ctx, world.admin);
    expect({ calls, urgent }).toEqual({ calls: before.calls + 1, urgent: before.urgent + 1 });
    await go({ ...driveOn, forS: 60 });
    expect(await answer("fine")).toBe("help");
    await endTrip(world, trip);
    await watchOnce(world);
    expect(await raised()).toEqual(["not-moving high open"]);
  });

  test("for help opens again what had just ended", async () => {
    await go({ ...stand, forS: 190 });
    await go({ ...driveOn, forS: 60 });
    await answer("help");
    expect(await raised()).toEqual(["not-moving high open"]);
  });

  test("is the rider's own, and of an alert of the trip", async () => {
    await go({ ...stand, forS: 190 });
    const [{ alertId } = { alertId: "" }] = (await listAlerts(world.ctx, world.admin, { orderId: trip.orderId })).items;
    const input = { orderId: trip.orderId, alertId, answer: "fine" as const };
    const stranger = await world.addRider(0n);
    await expect(answerTripCheck(world.ctx, stranger, input)).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
    const nobodys = { ...input, alertId: world.ctx.newId() };
    await expect(answerTripCheck(world.ctx, trip.rider, nobodys)).rejects.toMatchObject({ code: "ALERT_NOT_FOUND" });
    const noOrder = { ...input, orderId: world.ctx.newId() };
    await expect(answerTripCheck(world.ctx, trip.rider, noOrder)).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  });
});

describe("silence", () => {
  test("is found, and ends with the next position", async () => {
    await go({ ...driveOn, forS: 60 });
    await stayQuiet(130);
    expect(await raised()).toEqual(["silent medium open"]);
    await go({ placeAt: (s) => east(600 + s * 10), forS: 10 });
    expect(await raised()).toEqual(["silent medium resolved"]);
  });

  test("is none while the live map hears the driver, whose history is late", async () => {
    await go({ ...driveOn, forS: 60 });
    for (let s = 0; s < 200; s += 20) {
      await world.ping(trip.driver, east(600 + s * 10));
      await stayQuiet(20);
    }
    expect(await raised()).toEqual([]);
  });

  test("is none after a pause of the worker, until what waits has been worked off", async () => {
    await go({ ...driveOn, forS: 60 });
    await world.advance(300_000);
    await watchOnce(world);
    await stayQuiet(20);
    expect(await raised()).toEqual([]);
    await stayQuiet(10);
    expect(await raised()).toEqual(["silent medium open"]);
  });
});

describe("the memory of the watch", () => {
  test("is made anew from the track when Redis has lost it, and nothing is raised twice", async () => {
    await go({ ...stand, forS: 190 });
    await world.ctx.redis.del(watchKeys(world.cityId).memory);
    await go({ ...stand, forS: 20 });
    expect(await raised()).toEqual(["not-moving low open"]);
  });

  test("that this version cannot read is made anew", async () => {
    await go({ ...stand, forS: 170 });
    const { memory } = watchKeys(world.cityId);
    await world.ctx.redis.hset(memory, trip.orderId, '{"watch":{}}');
    await go({ ...stand, forS: 20 });
    expect(await raised()).toEqual(["not-moving low open"]);
  });

  test("two passes at once find what one does", async () => {
    await go({ ...stand, forS: 170 });
    await world.advance(PASS_MS * 2);
    await archive(world, [{ driverId: trip.driver.userId, atMs: world.ctx.clock().getTime(), ...MONAS }]);
    await Promise.all([watchOnce(world), watchOnce(world)]);
    expect(await raised()).toEqual(["not-moving low open"]);
  });
});

describe("a spoofed trip", () => {
  test("is flagged by what the phone says of its positions, and the rider is not asked", async () => {
    await go({ ...driveOn, forS: 30, isMock: true });
    expect(await raised()).toEqual(["spoofed-trip high open"]);
    expect(await question()).toBeNull();
  });

  test("is flagged by positions that were refused, once", async () => {
    const refuse = async (count: number): Promise<void> => {
      const { userId: driverId } = trip.driver;
      for (let n = 0; n < count; n += 1) await noteRefused(world.ctx, { cityId: world.cityId, driverId });
    };
    await refuse(19);
    await go({ ...driveOn, forS: 10 });
    expect(await raised()).toEqual([]);
    await refuse(30);
    await go({ placeAt: (s) => east(100 + s * 10), forS: 20 });
    expect(await raised()).toEqual(["spoofed-trip high open"]);
  });
});

test("a trip that was quoted by a straight line is not held to it", async () => {
  await endTrip(world, trip);
  trip = await startTrip(world, WAY, { isEstimate: true });
  await go({ placeAt: (s) => destination(east(s * 5), 0, 400), forS: 90 });
  expect(await raised()).toEqual([]);
});
