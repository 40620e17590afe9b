import { knownDevices } from "@atlas/db/schema/devices";
import { credentials, sessions } from "@atlas/db/schema/identity";
import { hashPassword } from "@atlas/services/identity/password-hash";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Gateway } from "../start-gateway.ts";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";
import { openSignedInSocket, statusOfMe } from "./signed-in-fixture.ts";

const password = "correct horse battery";
const PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile";

let atlas: TestGateway;
let other: Gateway;
beforeAll(async () => {
  atlas = await startTestGateway();
  other = await atlas.addGateway();
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

/** A user who has a password. */
async function userWithPassword(role: "rider" | "driver"): Promise<TestUser> {
  const user = await atlas.createUser(role);
  const { userId } = user;
  const row = { id: atlas.gateway.services.newId(), userId, providerId: "credential", accountId: userId };
  await atlas.db.insert(credentials).values({ ...row, password: await hashPassword(password) });
  return user;
}

/** One more device of the user; its token. */
async function secondDevice({ userId }: TestUser, userAgent = PHONE): Promise<string> {
  const { newId, clock } = atlas.gateway.services;
  const token = `second-${userId}`;
  const expiresAt = new Date(clock().getTime() + 3_600_000);
  await atlas.db
    .insert(sessions)
    .values({ id: newId(), userId, token, expiresAt, userAgent, ipAddress: "203.0.113.7" });
  return token;
}

test("the list says on what, where and when, marks the one that asks, and has no token in it", async () => {
  const rider = await atlas.createUser("rider");
  const token = await secondDevice(rider);
  const { items } = await rider.rpc.account.sessions.query();
  expect(items).toHaveLength(2);
  expect(items.find(({ isThisOne }) => isThisOne)).toMatchObject({ browser: null, system: null, address: null });
  expect(items.find(({ isThisOne }) => !isThisOne)).toMatchObject({
    browser: "Chrome",
    system: "Android",
    address: "203.0.113.7",
  });
  const listed = await rider.rest("GET", "/account/sessions");
  const text = await listed.text();
  expect([listed.status, text.includes(token), text.includes(rider.token)]).toEqual([200, false, false]);
});

test("a person ends one of theirs, whose sockets close on every gateway, and nobody else's", async () => {
  const [rider, stranger] = [await userWithPassword("rider"), await userWithPassword("rider")];
  const token = await secondDevice(rider);
  const { items } = await rider.rpc.account.sessions.query();
  const sessionId = items.find(({ isThisOne }) => !isThisOne)?.sessionId ?? "";
  expect(await stranger.rpc.account.endSession.mutate({ sessionId, password })).toEqual({ ended: 0 });
  expect(await statusOfMe(other, token)).toBe(200);
  const socket = await openSignedInSocket(other, token);
  expect(await rider.rpc.account.endSession.mutate({ sessionId, password })).toEqual({ ended: 1 });
  expect(await socket.closed).toBe(4_401);
  expect([await statusOfMe(other, token), await statusOfMe(other, rider.token)]).toEqual([401, 200]);
  expect(await rider.rpc.account.endSession.mutate({ sessionId, password })).toEqual({ ended: 0 });
});

test("signing out elsewhere ends every other session and makes no device known any more", async () => {
  const driver = await userWithPassword("driver");
  const token = await secondDevice(driver);
  const { newId } = atlas.gateway.services;
  await atlas.db.insert(knownDevices).values({ id: newId(), userId: driver.userId, tokenHash: "hash" });
  const socket = await openSignedInSocket(other, token);
  expect(await driver.rpc.account.signOutElsewhere.mutate({ password })).toEqual({ ended: 1 });
  expect(await socket.closed).toBe(4_401);
  expect([await statusOfMe(atlas, token), await statusOfMe(atlas, driver.token)]).toEqual([401, 200]);
  expect(await atlas.db.select().from(knownDevices).where(eq(knownDevices.userId, driver.userId))).toEqual([]);
});

test("a session alone ends no other and takes no data: the password is asked for once more, five times in a quarter of an hour", async () => {
  const rider = await userWithPassword("rider");
  const token = await secondDevice(rider);
  const [other] = (await rider.rpc.account.sessions.query()).items.filter(({ isThisOne }) => !isThisOne);
  const sessionId = other?.sessionId ?? "";
  const refused = (atlasCode: string): object => ({ data: { atlasCode } });
  await expect(rider.rpc.account.signOutElsewhere.mutate({})).rejects.toMatchObject(refused("PASSWORD_REQUIRED"));
  const acts = [
    async (): Promise<unknown> => rider.rpc.account.endSession.mutate({ sessionId, password: "a guess" }),
    async (): Promise<unknown> => rider.rpc.account.signOutElsewhere.mutate({ password: "a guess" }),
  ];
  for (const act of acts) await expect(act()).rejects.toMatchObject(refused("WRONG_PASSWORD"));
  expect((await rider.rest("POST", "/account/export", {})).status).toBe(403);
  const guessed = await rider.rest("POST", "/account/export", { password: "a guess" });
  expect(await guessed.json()).toMatchObject({ error: { code: "WRONG_PASSWORD" } });
  // A right one begins a new count.
  expect((await rider.rest("POST", "/account/export", { password })).status).toBe(200);
  for (let tried = 0; tried < 5; tried += 1) {
    await expect(rider.rpc.account.signOutElsewhere.mutate({ password: "a guess" })).rejects.toMatchObject(
      refused("WRONG_PASSWORD"),
    );
  }
  await expect(rider.rpc.account.signOutElsewhere.mutate({ password })).rejects.toMatchObject(refused("RATE_LIMITED"));
  expect(await statusOfMe(atlas, token)).toBe(200);
});

test("who is there is noted of everybody, so that the list says when a device was last seen", async () => {
  const rider = await atlas.createUser("rider");
  const longAgo = new Date(atlas.gateway.services.clock().getTime() - 86_400_000);
  await atlas.db.update(sessions).set({ updatedAt: longAgo }).where(eq(sessions.token, rider.token));
  const headers = { authorization: `Bearer ${rider.token}` };
  expect((await fetch(`${atlas.url}/auth/web/get-session`, { headers })).status).toBe(200);
  const [session] = (await rider.rpc.account.sessions.query()).items;
  expect(Date.parse(session?.lastSeenAt ?? "")).toBeGreaterThan(longAgo.getTime() + 80_000_000);
});
