import { randomBytes } from "node:crypto";
import { sessions } from "@atlas/db/schema/identity";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Gateway } from "../start-gateway.ts";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";
import { openSignedInSocket, statusOfMe } from "./signed-in-fixture.ts";

const PASSWORD = "correct horse battery";
const reason = "complaints";
const refusedSchema = z.looseObject({ code: z.string(), error: z.object({ code: z.string() }) });

let atlas: TestGateway;
let other: Gateway;
let admin: TestUser;
beforeAll(async () => {
  atlas = await startTestGateway();
  [other, admin] = await Promise.all([atlas.addGateway(), atlas.createUser("admin")]);
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

async function auth(path: string, body: object): Promise<Response> {
  const headers = { "content-type": "application/json", origin: atlas.origins.web };
  return await fetch(`${atlas.url}/auth/web${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

test("a block ends tokens and sockets on every gateway at once, and a session that is made all the same is nobody's", async () => {
  const rider = await atlas.createUser("rider");
  const sockets = [await openSignedInSocket(atlas, rider.token), await openSignedInSocket(other, rider.token)];
  expect([await statusOfMe(atlas, rider.token), await statusOfMe(other, rider.token)]).toEqual([200, 200]);
  await admin.rpc.people.restrict.mutate({ userId: rider.userId, kind: "block", reason });
  expect(await Promise.all(sockets.map(async ({ closed }) => closed))).toEqual([4_401, 4_401]);
  expect([await statusOfMe(atlas, rider.token), await statusOfMe(other, rider.token)]).toEqual([401, 401]);
  const token = randomBytes(24).toString("base64url");
  const { newId, clock } = atlas.gateway.services;
  const expiresAt = new Date(clock().getTime() + 3_600_000);
  await atlas.db.insert(sessions).values({ id: newId(), userId: rider.userId, token, expiresAt });
  expect([await statusOfMe(atlas, token), await statusOfMe(other, token)]).toEqual([401, 401]);
});

test("a session that is made for a deleted account all the same is nobody's", async () => {
  const rider = await atlas.createUser("rider");
  await atlas.db.execute(sql`SELECT public.erase_identity(${rider.userId}::uuid)`);
  const token = randomBytes(24).toString("base64url");
  const { newId, clock } = atlas.gateway.services;
  const expiresAt = new Date(clock().getTime() + 3_600_000);
  await atlas.db.insert(sessions).values({ id: newId(), userId: rider.userId, token, expiresAt });
  expect(await statusOfMe(atlas, token)).toBe(401);
});

test("who is blocked cannot sign in, and learns why only with the right password; once restored they can", async () => {
  const email = "sari@example.test";
  await atlas.openAccount("rider", { name: "Sari", email, password: PASSWORD });
  const first = await auth("/sign-in/email", { email, password: PASSWORD });
  const { user } = z.object({ user: z.object({ id: z.string() }) }).parse(await first.json());
  const until = new Date(atlas.gateway.services.clock().getTime() + 86_400_000).toISOString();
  await admin.rpc.people.restrict.mutate({ userId: user.id, kind: "block", reason, until });
  const wrong = await auth("/sign-in/email", { email, password: "not this one at all" });
  expect(refusedSchema.parse(await wrong.json())).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
  const refused = await auth("/sign-in/email", { email, password: PASSWORD });
  expect(refused.status).toBe(403);
  expect(refusedSchema.parse(await refused.json())).toMatchObject({
    code: "ACCOUNT_BLOCKED",
    reason,
    until,
    error: { code: "ACCOUNT_BLOCKED" },
  });
  await admin.rpc.people.restore.mutate({ userId: user.id, reason });
  expect((await auth("/sign-in/email", { email, password: PASSWORD })).status).toBe(200);
});

test("a suspended person stays signed in and sees why while the page is open", async () => {
  const rider = await atlas.createUser("rider");
  await admin.rpc.people.restrict.mutate({ userId: rider.userId, kind: "suspension", reason });
  expect(await rider.rpc.account.me.query()).toMatchObject({
    restriction: { kind: "suspension", reason, until: null },
  });
});
