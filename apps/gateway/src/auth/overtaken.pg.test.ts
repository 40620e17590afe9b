import type { Transaction } from "@atlas/db/connect";
import { accountRequests, credentials, sessions, users } from "@atlas/db/schema/identity";
import { hashPassword } from "@atlas/services/identity/password-hash";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

const PASSWORD = "correct horse battery";
const outcomeSchema = z.looseObject({ error: z.object({ code: z.string() }).optional() });

let atlas: TestGateway;
/** Of the password that the owner sets. */
let passwordHash: string;
beforeAll(async () => {
  atlas = await startTestGateway();
  passwordHash = await hashPassword("another horse battery");
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

interface Account {
  readonly userId: string;
  readonly email: string;
  readonly token: string;
}

/** A rider with a password and a session. */
async function account(): Promise<Account> {
  const { userId, email, token } = await atlas.createUser("rider");
  const row = { id: atlas.gateway.services.newId(), userId, providerId: "credential", accountId: userId };
  await atlas.db.insert(credentials).values({ ...row, password: await hashPassword(PASSWORD) });
  return { userId, email, token };
}

async function post(path: string, body: object, token?: string): Promise<string | number> {
  const headers = { "content-type": "application/json", origin: atlas.origins.web };
  const bearer = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const init = { method: "POST", headers: { ...headers, ...bearer }, body: JSON.stringify(body) };
  const response = await fetch(`${atlas.url}/auth/web${path}`, init);
  return outcomeSchema.parse(await response.json()).error?.code ?? response.status;
}

async function waitingForLocks(): Promise<number> {
  const rows = await atlas.db.execute(sql`
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  return rows.length;
}

/** What becomes of a call that has compared the former password when the owner, who was first, sets a new one. */
async function overtaken({ userId }: Account, call: () => Promise<string | number>): Promise<string | number> {
  const change = async (tx: Transaction): Promise<{ readonly called: Promise<string | number> }> => {
    await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
    const called = call();
    await vi.waitFor(async () => expect(await waitingForLocks()).toBe(1), { timeout: 5_000, interval: 20 });
    await tx.update(credentials).set({ password: passwordHash }).where(eq(credentials.userId, userId));
    await tx.delete(sessions).where(eq(sessions.userId, userId));
    return { called };
  };
  return await (
    await atlas.db.transaction(change)
  ).called;
}

async function passwordOf({ userId }: Account): Promise<string | null> {
  const [own] = await atlas.db.select().from(credentials).where(eq(credentials.userId, userId));
  return own?.password ?? null;
}

test("a sign-in with the former password does not outlive its change", async () => {
  const own = await account();
  const signIn = { email: own.email, password: PASSWORD };
  expect(await overtaken(own, async () => post("/sign-in/email", signIn))).toBe("UNAUTHENTICATED");
  expect(await atlas.db.select().from(sessions).where(eq(sessions.userId, own.userId))).toEqual([]);
});

test("a change of password that began with the former one is too late", async () => {
  const own = await account();
  const change = { currentPassword: PASSWORD, newPassword: "the thief's own choice" };
  expect(await overtaken(own, async () => post("/change-password", change, own.token))).toBe("UNAUTHENTICATED");
  expect(await passwordOf(own)).toBe(passwordHash);
});

test("so is a change of e-mail: no link is left that takes the account away", async () => {
  const own = await account();
  const change = { newEmail: `thief-${own.userId}@example.test`, currentPassword: PASSWORD };
  expect(await overtaken(own, async () => post("/change-email", change, own.token))).toBe("UNAUTHENTICATED");
  expect(await atlas.db.select().from(accountRequests).where(eq(accountRequests.userId, own.userId))).toEqual([]);
});
