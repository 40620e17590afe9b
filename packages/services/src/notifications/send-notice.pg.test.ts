import { createECDH, randomBytes } from "node:crypto";
import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { PushMessage, PushPort } from "@atlas/core/push/push";
import { destination } from "@atlas/core/geo";
import { sessions } from "@atlas/db/schema/identity";
import { outbox } from "@atlas/db/schema/messaging";
import { pushSubscriptions } from "@atlas/db/schema/notifications";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { expireOrder } from "../orders/expire-order.ts";
import { cancelOrder } from "../orders/cancel-order.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { doJob, type DueJob } from "../testing/do-job.ts";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { changeNotification } from "./notification-settings.ts";

const pushedSchema = z.object({ title: z.string(), body: z.string(), path: z.string() });

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld({ city: { searchRadiiM: [2_500] } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
/** What was pushed before a test, or before the part of it that matters. */
let before = 0;
beforeEach(forget);

function forget(): void {
  before = world.pushed.length;
}

interface Device {
  readonly id: string;
  readonly endpoint: string;
}

async function addDevice({ userId }: Actor, locale: "en" | "id" = "en"): Promise<Device> {
  const [id, sessionId] = [world.ctx.newId(), world.ctx.newId()];
  const expiresAt = new Date(world.ctx.clock().getTime() + 86_400_000);
  await world.identity.insert(sessions).values({ id: sessionId, userId, token: sessionId, expiresAt });
  const endpoint = `https://fcm.googleapis.com/wp/${id}`;
  const p256dh = createECDH("prime256v1").generateKeys("base64url");
  const auth = randomBytes(16).toString("base64url");
  await world.ctx.db.insert(pushSubscriptions).values({ id, userId, sessionId, endpoint, p256dh, auth, locale });
  return { id, endpoint };
}

interface Scene {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly orderId: string;
}

/** A rider with a device, and a driver so far away who has taken the order. */
async function matched(awayM = 2_000): Promise<Scene & { readonly device: Device }> {
  const rider = await world.addRider();
  const device = await addDevice(rider);
  const driver = await world.addDriver({ awayM, autoAccept: true });
  const { orderId } = await world.book(rider);
  await world.work();
  return { rider, driver, orderId, device };
}

function said(): readonly (readonly [endpoint: string, title: string, body: string])[] {
  return world.pushed.slice(before).map(({ target, text }) => {
    const { title, body } = pushedSchema.parse(JSON.parse(text));
    return [target.endpoint, title, body];
  });
}

const titles = (): string[] => said().map(([, title]) => title);

test("each of the rider's devices is notified of a trip, in its language, with the car and without the driver's name", async () => {
  const { rider, driver, orderId, device } = await matched();
  const [, , car = ""] = said()[0] ?? [];
  expect(said()).toEqual([
    [device.endpoint, "Your driver is on the way", expect.stringMatching(/^Look for B \w+ · Test$/)],
  ]);
  const other = await addDevice(rider, "id");
  await world.drive(driver, MONAS);
  await updateOrderStatus(world.ctx, driver, { orderId, status: "ARRIVED" });
  await world.work();
  expect(said().slice(1)).toEqual(
    expect.arrayContaining([
      [device.endpoint, "Your driver is here", car],
      [other.endpoint, "Pengemudi Anda sudah tiba", car.replace("Look for", "Cari")],
    ]),
  );
  expect(said()).toHaveLength(3);
  await updateOrderStatus(world.ctx, driver, { orderId, status: "STARTED" });
  await world.drive(driver, destination(MONAS, 202.85, 1_400), { forS: 100 });
  await world.drive(driver, BLOK_M, { forS: 900 });
  await updateOrderStatus(world.ctx, driver, { orderId, status: "FINISHED" });
  await world.work();
  expect(titles().slice(3).toSorted()).toEqual(["Anda sudah sampai", "You have arrived"]);
  expect(said().at(-1)?.[2]).toMatch(/^Rp \d+[.,]\d{3} · /);
  expect(JSON.stringify(world.pushed.slice(before))).not.toContain(`driver ${driver.userId.slice(-4)}`);
});

test("push services learn how long it is news, how urgent it is, and what it takes the place of", async () => {
  const { driver, orderId } = await matched();
  await world.drive(driver, MONAS);
  await updateOrderStatus(world.ctx, driver, { orderId, status: "ARRIVED" });
  await world.work();
  const topic = orderId.replaceAll("-", "");
  expect(topic).toMatch(/^[\w-]{32}$/);
  expect(world.pushed.slice(before)).toMatchObject([
    { ttlS: 600, urgency: "high", topic },
    { ttlS: 600, urgency: "high", topic },
  ]);
});

test("the driver is almost there when the road says so, once", async () => {
  const { driver, orderId } = await matched();
  await world.advance(20_000);
  await world.work();
  expect(titles()).toEqual(["Your driver is on the way"]);
  await world.drive(driver, destination(MONAS, 90, 100), { forS: 120 });
  await world.advance(120_000);
  await world.ping(driver, destination(MONAS, 90, 100));
  await world.work();
  expect(titles()).toEqual(["Your driver is on the way", "Your driver is almost there"]);
  await world.advance(600_000);
  await world.work();
  expect(titles()).toHaveLength(2);
  await cancelOrder(world.ctx, world.admin, { orderId, reason: "the end of a test" });
});

test("a driver who hands the ride back, a search without a driver and support's cancellation are news; the rider's own is not", async () => {
  const one = await matched(300);
  forget();
  await cancelOrder(world.ctx, one.driver, { orderId: one.orderId, reason: "a flat tyre" });
  await world.work();
  expect(titles()).toEqual(["Your driver cannot come"]);
  await world.advance(3_600_000);
  await expireOrder(world.ctx, one);
  await world.work();
  expect(titles()).toEqual(["Your driver cannot come", "No driver took your ride in time"]);
  const two = await matched(300);
  forget();
  await cancelOrder(world.ctx, world.admin, { orderId: two.orderId, reason: "the street is closed" });
  await world.work();
  expect(said()).toEqual([[two.device.endpoint, "Your ride was cancelled", "Nothing was charged."]]);
  const three = await matched(300);
  forget();
  await cancelOrder(world.ctx, three.rider, { orderId: three.orderId });
  await world.work();
  expect(titles()).toEqual([]);
});

test("what the rider has turned off is not sent", async () => {
  const rider = await world.addRider();
  await addDevice(rider);
  await changeNotification({ ...world.ctx, push: { publicKey: "", testHost: null } }, rider, {
    kind: "matched",
    isOn: false,
  });
  await world.addDriver({ autoAccept: true });
  const { orderId } = await world.book(rider);
  await world.work();
  expect(titles()).toEqual([]);
  await cancelOrder(world.ctx, world.admin, { orderId, reason: "the end of a test" });
  await world.work();
  expect(titles()).toEqual(["Your ride was cancelled"]);
});

test("for a rider without a device nothing is promised", async () => {
  const rider = await world.addRider();
  await world.addDriver({ autoAccept: true });
  const { orderId } = await world.book(rider);
  await world.work();
  expect(await promisedOf(orderId)).toEqual([]);
  await cancelOrder(world.ctx, world.admin, { orderId, reason: "the end of a test" });
  expect(await promisedOf(orderId)).toEqual([]);
});

async function promisedOf(orderId: string): Promise<(typeof outbox.$inferSelect)[]> {
  const ofOrder = and(eq(outbox.job, "send-notice"), sql`${outbox.payload}->>'orderId' = ${orderId}`);
  return await world.ctx.db.select().from(outbox).where(ofOrder);
}

/** The message for the one device of a rider whose ride was cancelled a moment ago. */
async function messageOf({ orderId }: Scene): Promise<DueJob> {
  const sent = (await promisedOf(orderId)).filter(({ payload }) => JSON.stringify(payload).includes("subscriptionId"));
  const last = sent.findLast(({ payload }) => JSON.stringify(payload).includes("cancelled"));
  if (!last) throw new Error("no message");
  return { payload: last.payload, messageId: last.id };
}

async function cancelled(): Promise<Scene & { readonly device: Device; readonly message: DueJob }> {
  const scene = await matched(300);
  await cancelOrder(world.ctx, world.admin, { orderId: scene.orderId, reason: "the street is closed" });
  await world.work();
  return { ...scene, message: await messageOf(scene) };
}

/** Does the job once more, returns what it pushes, or why the service takes none. */
async function doAgain(message: DueJob, send: PushPort["send"] = async () => "sent"): Promise<readonly PushMessage[]> {
  const pushed: PushMessage[] = [];
  const push: PushPort = {
    async send(sent) {
      pushed.push(sent);
      return await send(sent);
    },
  };
  await doJob(world.ctx, "send-notice", message, { push });
  return pushed;
}

const anew = ({ payload }: DueJob): DueJob => ({ payload, messageId: world.ctx.newId() });

test("a second delivery sends nothing", async () => {
  const { message } = await cancelled();
  expect(await doAgain(message)).toEqual([]);
  expect(await doAgain(anew(message))).toHaveLength(1);
});

test("what is no news any more, or is no longer so, is not sent", async () => {
  const { message } = await cancelled();
  await world.advance(3_599_000);
  expect(await doAgain(anew(message))).toMatchObject([{ ttlS: 1 }]);
  await world.advance(1_000);
  expect(await doAgain(anew(message))).toEqual([]);
  const { orderId, driver } = await matched(300);
  const [first] = await promisedOf(orderId);
  if (!first) throw new Error("nothing was promised");
  await cancelOrder(world.ctx, driver, { orderId, reason: "a flat tyre" });
  expect(await doAgain(anew({ payload: first.payload, messageId: "" }))).toEqual([]);
  await world.work();
  expect(titles().filter((title) => title === "Your driver is on the way")).toHaveLength(2);
  await cancelOrder(world.ctx, world.admin, { orderId, reason: "the end of a test" });
});

test("a browser that has withdrawn is forgotten, and one whose service refuses is not", async () => {
  const { rider, device, message } = await cancelled();
  const devices = async (): Promise<number> =>
    world.ctx.db.$count(pushSubscriptions, eq(pushSubscriptions.userId, rider.userId));
  const refuses = async (): Promise<never> => {
    throw new DomainError("PUSH_REFUSED", "no");
  };
  expect(await doAgain(anew(message), refuses)).toMatchObject([{ target: { endpoint: device.endpoint } }]);
  expect(await devices()).toBe(1);
  expect(await doAgain(anew(message), async () => "gone")).toHaveLength(1);
  expect(await devices()).toBe(0);
  expect(await doAgain(anew(message))).toEqual([]);
});

test("a service that is away is asked again: nothing says that it was sent", async () => {
  const { message } = await cancelled();
  const again = anew(message);
  const away = async (): Promise<never> => {
    throw new Error("503");
  };
  await expect(doAgain(again, away)).rejects.toThrow("503");
  expect(await doAgain(again)).toHaveLength(1);
});

test("a device that has gone over to somebody else is not notified of the ride", async () => {
  const { device, message } = await cancelled();
  const other = await world.addRider(0n);
  await world.ctx.db.update(pushSubscriptions).set({ userId: other.userId }).where(eq(pushSubscriptions.id, device.id));
  expect(await doAgain(anew(message))).toEqual([]);
});
