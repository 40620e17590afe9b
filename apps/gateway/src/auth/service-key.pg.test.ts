import { createHash } from "node:crypto";
import { once } from "node:events";
import { SYSTEM } from "@atlas/core/actor";
import { sessions, users } from "@atlas/db/schema/identity";
import { endKeys, openServiceAccount, readServiceAccounts } from "@atlas/services/identity/service-accounts";
import { sweepEndedSessions } from "@atlas/services/ops/sweep-ended-sessions";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";

let atlas: TestGateway;
let admin: TestUser;
beforeAll(async () => {
  atlas = await startTestGateway();
  admin = await atlas.createUser("admin");
});
afterAll(async () => atlas[Symbol.asyncDispose]());

const REASON = "the fleet asked for it";
let fleets = 0;

/** A new account, as an operator makes one. */
async function add(): Promise<{ userId: string; keyId: string; key: string; expiresAt: string; name: string }> {
  const name = `fleet-${(fleets += 1)}`;
  const asked = { name, cityId: atlas.cityId, lastsDays: 90, reason: REASON };
  return { name, ...(await admin.rpc.serviceAccount.add.mutate(asked)) };
}

async function statusWith(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${atlas.url}/trpc/account.me`, { headers })).status;
}

/** A socket of a fleet that is open. */
async function openPings(key: string): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${key}` };
  const socket = new WebSocket(`${atlas.url.replace("http", "ws")}/pings`, { headers });
  await once(socket, "open");
  return socket;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "OK",
    (error: { data?: { atlas?: { code?: string }; code?: string }; message: string }) => JSON.stringify(error.data),
  );
}

test("a service account gets in with its key, of which the database keeps the hash", async () => {
  const { key, userId, expiresAt } = await add();
  expect(key).toMatch(/^atlas_sk_[\w-]{43}$/);
  expect(await statusWith(key)).toBe(200);
  const [row] = await atlas.db.select().from(sessions).where(eq(sessions.userId, userId));
  expect(row?.token).toBe(`key:${createHash("sha256").update(key).digest("hex")}`);
  expect(row?.expiresAt.toISOString()).toBe(expiresAt);
  const [account] = await atlas.db.select().from(users).where(eq(users.id, userId));
  expect(account).toMatchObject({ role: "service", email: expect.stringMatching(/@service\.invalid$/) });
});

test("what the database keeps of a key lets nobody in, by whatever way", async () => {
  const { key } = await add();
  const kept = `key:${createHash("sha256").update(key).digest("hex")}`;
  expect(await statusWith(kept)).toBe(401);
  const headers = { authorization: `Bearer ${kept}`, "content-type": "application/json" };
  const asked = await fetch(`${atlas.url}/auth/admin/get-session`, { headers });
  expect(await asked.json()).toBeNull();
  await fetch(`${atlas.url}/auth/admin/sign-out`, { method: "POST", headers, body: "{}" });
  await fetch(`${atlas.url}/auth/admin/revoke-other-sessions`, { method: "POST", headers, body: "{}" });
  expect(await statusWith(key)).toBe(200);
});

test("a key that has run out is nobody's", async () => {
  const { key, keyId } = await add();
  await atlas.db.execute(sql`UPDATE sessions SET expires_at = clock.now() - interval '1 second' WHERE id = ${keyId}`);
  expect(await statusWith(key)).toBe(401);
});

test("a second key takes over from the first, whose end closes what it has opened at once", async () => {
  const first = await add();
  const socket = await openPings(first.key);
  const second = await admin.rpc.serviceAccount.addKey.mutate({ userId: first.userId, lastsDays: 90, reason: REASON });
  const more = admin.rpc.serviceAccount.addKey.mutate({ userId: first.userId, lastsDays: 90, reason: REASON });
  expect(await codeOf(more)).toContain("SERVICE_KEYS_FULL");
  expect(await statusWith(second.key)).toBe(200);
  const closed = once(socket, "close");
  const end = { userId: first.userId, keyId: first.keyId, reason: REASON };
  expect(await admin.rpc.serviceAccount.endKeys.mutate(end)).toEqual({ ended: 1 });
  expect((await closed)[0]).toBe(4401);
  expect(await statusWith(first.key)).toBe(401);
  expect(await statusWith(second.key)).toBe(200);
  expect(await admin.rpc.serviceAccount.endKeys.mutate(end)).toEqual({ ended: 0 });
});

test("an account is shut by the end of its keys, and the list shows it", async () => {
  const { userId, name, key } = await add();
  const mine = async (): Promise<unknown> =>
    (await admin.rpc.serviceAccount.list.query()).items.find((account) => account.userId === userId);
  expect(await mine()).toMatchObject({ name, keys: [{ keyId: expect.any(String) }] });
  await admin.rpc.serviceAccount.endKeys.mutate({ userId, reason: REASON });
  expect(await mine()).toMatchObject({ name, keys: [] });
  expect(await statusWith(key)).toBe(401);
});

test("an owner of the database opens and shuts accounts by command, and it is on record", async () => {
  const why = { by: SYSTEM, reason: REASON };
  const account = { name: "by-command", cityId: atlas.cityId, lastsDays: 1 };
  const { services } = atlas.gateway;
  const { userId, key } = await atlas.db.transaction(async (tx) => openServiceAccount(tx, services, account, why));
  const socket = await openPings(key);
  const closed = once(socket, "close");
  await atlas.db.transaction(async (tx) => endKeys(tx, { userId }, why));
  // What a worker does every two seconds.
  await sweepEndedSessions(services);
  expect((await closed)[0]).toBe(4401);
  expect(await statusWith(key)).toBe(401);
  expect((await readServiceAccounts(atlas.db)).find((found) => found.userId === userId)?.keys).toEqual([]);
  const acts = await atlas.db.execute(sql`
    SELECT action, reason FROM ledger.audit_log WHERE subject_id = ${userId}::uuid ORDER BY 1`);
  expect(acts).toEqual(["add-service-account", "end-service-keys"].map((action) => ({ action, reason: REASON })));
});

test("names, cities, lives and accounts that are none are refused", async () => {
  const { userId, name } = await add();
  const sound = { name: "another", cityId: atlas.cityId, lastsDays: 90, reason: REASON };
  const rpc = admin.rpc.serviceAccount;
  expect(await codeOf(rpc.add.mutate({ ...sound, name }))).toContain("SERVICE_ACCOUNT_EXISTS");
  expect(await codeOf(rpc.add.mutate({ ...sound, name: "Blue Bird" }))).toContain("INVALID_INPUT");
  expect(await codeOf(rpc.add.mutate({ ...sound, lastsDays: 401 }))).toContain("INVALID_INPUT");
  expect(await codeOf(rpc.add.mutate({ ...sound, cityId: "nowhere" }))).toContain("CITY_NOT_FOUND");
  const rider = await atlas.createUser("rider");
  for (const nobody of [rider.userId, admin.userId]) {
    const refused = rpc.addKey.mutate({ userId: nobody, lastsDays: 1, reason: REASON });
    expect(await codeOf(refused)).toContain("SERVICE_ACCOUNT_NOT_FOUND");
    expect(await codeOf(rpc.endKeys.mutate({ userId: nobody, reason: REASON }))).toContain("SERVICE_ACCOUNT_NOT_FOUND");
  }
  const service = await atlas.createUser("service");
  expect(await codeOf(service.rpc.serviceAccount.addKey.mutate({ userId, lastsDays: 1, reason: REASON }))).toContain(
    "FORBIDDEN",
  );
});
