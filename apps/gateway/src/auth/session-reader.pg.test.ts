import { sessions } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { CookieSigner } from "./cookie-signer.ts";
import { SessionReader } from "./session-reader.ts";

let atlas: TestGateway;

beforeAll(async () => {
  atlas = await startTestGateway();
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

async function expireAt(token: string, expiresAt: Date): Promise<void> {
  await atlas.db.update(sessions).set({ expiresAt }).where(eq(sessions.token, token));
}

test("of many sessions those are live that have neither been ended nor run out", async () => {
  const reader = new SessionReader({
    db: atlas.db,
    signer: new CookieSigner("unused"),
    clock: () => new Date(),
    isDemo: true,
  });
  const [live, ended, expired] = await Promise.all([
    atlas.createUser("rider"),
    atlas.createUser("rider"),
    atlas.createUser("driver"),
  ]);
  await atlas.db.delete(sessions).where(eq(sessions.token, ended.token));
  await expireAt(expired.token, new Date(0));
  const found = await reader.stillLive([live.token, ended.token, expired.token, "never-was"]);
  expect([...found]).toEqual([live.token]);
  expect((await reader.stillLive([])).size).toBe(0);
});

test("a session that has run out is nobody's, however often and by whichever gateway it is read", async () => {
  const reader = new SessionReader({
    db: atlas.db,
    signer: new CookieSigner("unused"),
    clock: () => new Date(),
    isDemo: true,
  });
  const { token } = await atlas.createUser("rider");
  await expireAt(token, new Date(Date.now() - 1_000));
  expect(await reader.byToken(token)).toBeNull();
  expect(await reader.byToken(token)).toBeNull();
});

test("a session that runs out while it is remembered ends on the second", async () => {
  let nowMs = Date.now();
  const reader = new SessionReader({
    db: atlas.db,
    signer: new CookieSigner("unused"),
    clock: () => new Date(nowMs),
    isDemo: true,
  });
  const { token, userId } = await atlas.createUser("rider");
  const expiresAt = new Date(nowMs + 3_600_000);
  await expireAt(token, expiresAt);
  nowMs = expiresAt.getTime() - 1;
  expect((await reader.byToken(token))?.actor.userId).toBe(userId);
  nowMs = expiresAt.getTime();
  expect(await reader.byToken(token)).toBeNull();
});

test("a session that has ended is forgotten by another gateway within ten seconds", async () => {
  let nowMs = Date.now();
  const reader = new SessionReader({
    db: atlas.db,
    signer: new CookieSigner("unused"),
    clock: () => new Date(nowMs),
    isDemo: true,
  });
  const { token } = await atlas.createUser("rider");
  expect(await reader.byToken(token)).not.toBeNull();
  await atlas.db.delete(sessions).where(eq(sessions.token, token));
  nowMs += 10_000;
  expect(await reader.byToken(token)).toBeNull();
});
