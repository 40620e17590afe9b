import { sessions } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { SessionReader } from "./session-reader.ts";

let atlas: TestGateway;

beforeAll(async () => {
  atlas = await startTestGateway();
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

test("of many sessions those are live that have neither been ended nor run out", async () => {
  const reader = new SessionReader({ db: atlas.db, secret: "unused", clock: () => new Date() });
  const [live, ended, expired] = await Promise.all([
    atlas.createUser("rider"),
    atlas.createUser("rider"),
    atlas.createUser("driver"),
  ]);
  await atlas.db.delete(sessions).where(eq(sessions.token, ended.token));
  await atlas.db
    .update(sessions)
    .set({ expiresAt: new Date(0) })
    .where(eq(sessions.token, expired.token));
  const found = await reader.stillLive([live.token, ended.token, expired.token, "never-was"]);
  expect([...found]).toEqual([live.token]);
  expect((await reader.stillLive([])).size).toBe(0);
});
