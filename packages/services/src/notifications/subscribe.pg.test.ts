import { createECDH, randomBytes } from "node:crypto";
import type { Actor } from "@atlas/core/actor";
import { sessions } from "@atlas/db/schema/identity";
import { notificationSettings, pushSubscriptions } from "@atlas/db/schema/notifications";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteAccount } from "../privacy/delete-account.ts";
import { exportOwnData } from "../privacy/export-own-data.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { changeNotification, readNotificationSettings } from "./notification-settings.ts";
import type { PushContext } from "./push-context.ts";
import { MAX_DEVICES, subscribe, unsubscribe } from "./subscribe.ts";

let world: TestWorld;
let ctx: TestWorld["ctx"] & PushContext;
beforeAll(async () => {
  world = await openTestWorld();
  ctx = { ...world.ctx, push: { publicKey: "the key", testHost: null } };
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** A rider who is signed in. */
async function signedIn(rider?: Actor): Promise<Actor & { readonly sessionId: string }> {
  const actor = rider ?? (await world.addRider(0n));
  const sessionId = world.ctx.newId();
  const expiresAt = new Date(world.ctx.clock().getTime() + 3_600_000);
  await world.identity.insert(sessions).values({ id: sessionId, userId: actor.userId, token: sessionId, expiresAt });
  return { ...actor, sessionId };
}

function browser(
  name = randomBytes(6).toString("hex"),
): Parameters<typeof subscribe>[2] & { readonly endpoint: string } {
  return {
    endpoint: `https://fcm.googleapis.com/wp/${name}`,
    p256dh: createECDH("prime256v1").generateKeys("base64url"),
    auth: randomBytes(16).toString("base64url"),
    locale: "id",
  };
}

async function endpointsOf({ userId }: Actor): Promise<string[]> {
  const rows = await world.ctx.db.select().from(pushSubscriptions).where(eq(pushSubscriptions.userId, userId));
  return rows.map(({ endpoint }) => endpoint).toSorted();
}

test("a browser is kept once, renewed with its keys and language, and given up", async () => {
  const rider = await signedIn();
  const one = browser();
  await subscribe(ctx, rider, one);
  const renewed = { ...browser(), endpoint: one.endpoint, locale: "en" as const };
  expect(await subscribe(ctx, rider, renewed)).toEqual({ isSubscribed: true });
  expect(await world.ctx.db.select().from(pushSubscriptions).where(eq(pushSubscriptions.userId, rider.userId))).toEqual(
    [expect.objectContaining({ ...renewed, sessionId: rider.sessionId })],
  );
  expect(await unsubscribe(ctx, rider, { endpoint: one.endpoint })).toEqual({ isSubscribed: false });
  expect(await endpointsOf(rider)).toEqual([]);
});

test("a browser belongs to the person who signed in there last, and another gives up none of theirs", async () => {
  const [before, after] = [await signedIn(), await signedIn()];
  const shared = browser();
  await subscribe(ctx, before, shared);
  await subscribe(ctx, after, shared);
  expect([await endpointsOf(before), await endpointsOf(after)]).toEqual([[], [shared.endpoint]]);
  await unsubscribe(ctx, before, { endpoint: shared.endpoint });
  expect(await endpointsOf(after)).toEqual([shared.endpoint]);
});

test("it ends with its session, however that ends, and with no other", async () => {
  const here = await signedIn();
  const there = await signedIn(here);
  const [one, two] = [browser(), browser()];
  await subscribe(ctx, here, one);
  await subscribe(ctx, there, two);
  await world.identity.delete(sessions).where(eq(sessions.id, here.sessionId));
  expect(await endpointsOf(here)).toEqual([two.endpoint]);
});

test("beyond ten browsers the one that was renewed longest ago goes, and those of others stay", async () => {
  const [rider, other] = [await signedIn(), await signedIn()];
  const theirs = browser();
  await subscribe(ctx, other, theirs);
  const oldest = browser();
  await subscribe(ctx, rider, oldest);
  await world.advance(1_000);
  const more = Array.from({ length: MAX_DEVICES }, () => browser());
  await Promise.all(more.map(async (next) => subscribe(ctx, rider, next)));
  expect(await endpointsOf(rider)).toEqual(more.map(({ endpoint }) => endpoint).toSorted());
  expect(await endpointsOf(other)).toEqual([theirs.endpoint]);
});

test.each(["https://example.com/wp/1", "https://169.254.169.254/latest", "https://localhost:5432/"])(
  "%s is no push service, and nothing is kept of it",
  async (endpoint) => {
    const rider = await signedIn();
    const asked = subscribe(ctx, rider, { ...browser(), endpoint });
    await expect(asked).rejects.toMatchObject({ code: "PUSH_SERVICE_UNKNOWN" });
    expect(await endpointsOf(rider)).toEqual([]);
  },
);

test("nobody subscribes without a session of their own, and drivers are not notified", async () => {
  const rider = await world.addRider(0n);
  await expect(subscribe(ctx, rider, browser())).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  const driver = await signedIn(await world.addDriver());
  await expect(subscribe(ctx, driver, browser())).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("keys are a point of the curve and sixteen bytes", () => {
  const takes = (change: object): boolean => subscribe.input.safeParse({ ...browser(), ...change }).success;
  expect(takes({})).toBe(true);
  expect(takes({ p256dh: Buffer.alloc(65, 4).toString("base64url") })).toBe(false);
  expect(takes({ p256dh: "BA" })).toBe(false);
  expect(takes({ auth: randomBytes(15).toString("base64url") })).toBe(false);
  expect(takes({ auth: `${"A".repeat(21)}=` })).toBe(false);
  expect(takes({ endpoint: "http://fcm.googleapis.com/wp/1" })).toBe(false);
  expect(takes({ endpoint: `https://fcm.googleapis.com/${"a".repeat(1_000)}` })).toBe(false);
  expect(takes({ locale: "de" })).toBe(false);
});

test("each kind is on until it is turned off, for its owner alone", async () => {
  const [rider, other] = [await world.addRider(0n), await world.addRider(0n)];
  const all = { matched: true, arriving: true, arrived: true, cancelled: true, receipt: true };
  expect(await readNotificationSettings(ctx, rider)).toEqual({ publicKey: "the key", kinds: all });
  await changeNotification(ctx, rider, { kind: "receipt", isOn: false });
  await changeNotification(ctx, rider, { kind: "receipt", isOn: false });
  await changeNotification(ctx, rider, { kind: "arriving", isOn: false });
  await changeNotification(ctx, rider, { kind: "receipt", isOn: true });
  expect((await readNotificationSettings(ctx, rider)).kinds).toEqual({ ...all, arriving: false });
  expect((await readNotificationSettings(ctx, other)).kinds).toEqual(all);
});

test("the export names the push service and not the address of the browser, and a deleted account leaves neither", async () => {
  const rider = await signedIn();
  const own = browser();
  await subscribe(ctx, rider, own);
  await changeNotification(ctx, rider, { kind: "receipt", isOn: false });
  const known = { ...ctx, checkOwnPassword: async () => {} };
  let text = "";
  for await (const piece of exportOwnData.run(known, rider, {}, new AbortController().signal)) text += piece;
  expect(JSON.parse(text)).toMatchObject({
    push_subscriptions: [{ push_service: "https://fcm.googleapis.com", locale: "id" }],
    notification_settings: [{ muted: ["receipt"] }],
  });
  for (const secret of [own.endpoint, own.p256dh, own.auth]) expect(text).not.toContain(secret);
  await deleteAccount(known, rider, { password: "known" });
  expect(await endpointsOf(rider)).toEqual([]);
  const settings = eq(notificationSettings.userId, rider.userId);
  expect(await world.ctx.db.select().from(notificationSettings).where(settings)).toEqual([]);
});
