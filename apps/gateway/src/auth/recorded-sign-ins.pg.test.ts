import { randomBytes } from "node:crypto";
import { query } from "@atlas/db/query";
import { recordAuthentication } from "@atlas/services/identity/record-authentication";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

/** Attempts are counted per address, in a Redis that outlives the test. */
const run = randomBytes(4).toString("hex");
const NINA = { name: "Nina Operator", email: `nina-${run}@example.test`, password: "correct horse battery" };
const RIDER = { name: "Dewi", email: `dewi-${run}@example.test`, password: "correct horse battery" };

let atlas: TestGateway;
beforeAll(async () => {
  atlas = await startTestGateway();
  await atlas.openAccount("admin", NINA);
  await atlas.openAccount("rider", RIDER);
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

async function auth(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const json = { "content-type": "application/json", ...headers };
  return await fetch(`${atlas.url}/auth/${path}`, { method: "POST", headers: json, body: JSON.stringify(body) });
}

async function signIn(email: string, password: string): Promise<string> {
  const response = await auth("admin/sign-in/email", { email, password });
  return z.object({ token: z.string() }).parse(await response.json()).token;
}

const actRow = z.object({ action: z.string(), details: z.unknown(), address: z.string().nullable() });

/** What is on record of sign-ins, oldest first. */
async function recorded(): Promise<z.infer<typeof actRow>[]> {
  return await query(
    atlas.db,
    actRow,
    sql`
      SELECT l.action, l.details, l.address FROM ledger.audit_log l JOIN users u ON u.id = l.actor_id AND u.id = l.subject_id
      WHERE u.email = ${NINA.email} ORDER BY l.id`,
  );
}

async function actions(): Promise<string[]> {
  return (await recorded()).map(({ action }) => action);
}

test("an operator's sign-in, refused sign-in, change of password and sign-out are on record, with address and app", async () => {
  expect((await auth("admin/sign-in/email", { email: NINA.email.toUpperCase(), password: "a guess" })).status).toBe(
    401,
  );
  await expect.poll(actions).toEqual(["refused-sign-in"]);
  const authorization = `Bearer ${await signIn(NINA.email, NINA.password)}`;
  const passwords = { currentPassword: NINA.password, newPassword: "another horse battery" };
  expect((await auth("admin/change-password", passwords, { authorization })).status).toBe(200);
  expect((await auth("admin/sign-out", {}, { authorization })).status).toBe(200);
  expect(await actions()).toEqual(["refused-sign-in", "sign-in", "change-password", "sign-out"]);
  const [refused, signedIn] = await recorded();
  expect(refused).toMatchObject({ details: { app: "admin", refusal: "UNAUTHENTICATED" } });
  expect(signedIn).toMatchObject({ details: { app: "admin" }, address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) });
});

test("riders' sign-ins, and addresses that nobody has, are not", async () => {
  expect((await auth("web/sign-in/email", RIDER)).status).toBe(200);
  expect((await auth("web/sign-in/email", { ...RIDER, password: "a guess" })).status).toBe(401);
  const stranger = { email: `nobody-${run}@example.test`, password: "a guess" };
  expect((await auth("admin/sign-in/email", stranger)).status).toBe(401);
  const before = await actions();
  const attempt = { path: "/sign-in/email", app: "admin", address: "203.0.113.7", userId: null, hadSession: false };
  await recordAuthentication(atlas.db, { ...attempt, email: RIDER.email, outcome: "UNAUTHENTICATED" });
  await recordAuthentication(atlas.db, { ...attempt, email: stranger.email, outcome: "UNAUTHENTICATED" });
  // Beyond the limit strangers could fill the log.
  await recordAuthentication(atlas.db, { ...attempt, email: NINA.email, outcome: "RATE_LIMITED" });
  expect(await actions()).toEqual(before);
  // A code ends a sign-in, unless somebody who is signed in gives it.
  const code = { ...attempt, path: "/two-factor/verify-totp", email: NINA.email, outcome: "OK" };
  await recordAuthentication(atlas.db, { ...code, hadSession: true });
  await recordAuthentication(atlas.db, code);
  expect(await actions()).toEqual([...before, "sign-in"]);
  const others = await query(
    atlas.db,
    actRow,
    sql`
      SELECT l.action, l.details, l.address FROM ledger.audit_log l JOIN users u ON u.id = l.actor_id WHERE u.role <> 'admin'`,
  );
  expect(others).toEqual([]);
});
