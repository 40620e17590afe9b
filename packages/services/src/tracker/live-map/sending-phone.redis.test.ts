import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AtlasEvent } from "../../atlas-event.ts";
import { openTestTracker, type TestTracker } from "../testing/test-tracker.ts";
import { anySends, claimSending, isTakenOver, readSendingPhone, releaseSending } from "./sending-phone.ts";

let tracker: TestTracker;
beforeAll(async () => {
  tracker = await openTestTracker();
});
afterAll(async () => {
  await tracker[Symbol.asyncDispose]();
});

/** A driver with two phones, of which the second signed in a second after the first, and the events that others get. */
function twoPhones() {
  const published: AtlasEvent[] = [];
  const ctx = {
    ...tracker.ctx,
    events: { publish: (event: AtlasEvent) => void published.push(event), wakeRelay() {} },
  };
  const driver = { driverId: uuidv7(), cityId: tracker.cityId };
  const signedInMs = tracker.nowMs() - 60_000;
  const [older, newer] = [uuidv7({ msecs: signedInMs }), uuidv7({ msecs: signedInMs + 1_000 })];
  return { ctx, driver, older, newer, published };
}

test("the phone that signed in later takes over by sending, the older one only by saying so; each time the other is notified", async () => {
  const { ctx, driver, older, newer, published } = twoPhones();
  expect((await claimSending(ctx, older, driver)).sessionId).toBe(older);
  expect((await claimSending(ctx, newer, driver)).sessionId).toBe(newer);
  expect((await claimSending(ctx, older, driver)).sessionId).toBe(newer);
  expect(published).toHaveLength(2);
  expect((await claimSending(ctx, older, { ...driver, isExplicit: true })).sessionId).toBe(older);
  expect((await claimSending(ctx, newer, driver)).sessionId).toBe(older);
  expect(published).toHaveLength(3);
  // A third that signs in now is newer than what was said on the first.
  const third = uuidv7({ msecs: tracker.nowMs() + 1 });
  expect((await claimSending(ctx, third, driver)).sessionId).toBe(third);
});

test("a phone that goes on sending tells nobody, and keeps what was said on it", async () => {
  const { ctx, driver, older, newer, published } = twoPhones();
  await claimSending(ctx, older, { ...driver, isExplicit: true });
  for (let index = 0; index < 3; index += 1) await claimSending(ctx, older, driver);
  expect(published).toHaveLength(1);
  expect((await claimSending(ctx, newer, driver)).sessionId).toBe(older);
});

test("of two sessions of the same millisecond the first to send stays", async () => {
  const { ctx, driver, older } = twoPhones();
  const twin = uuidv7({ msecs: tracker.nowMs() - 60_000 });
  await claimSending(ctx, older, driver);
  expect((await claimSending(ctx, twin, driver)).sessionId).toBe(older);
});

test("which phone is taken over is what a claim of it would find", async () => {
  const { ctx, driver, older, newer } = twoPhones();
  const actor = (sessionId: string) => ({ userId: driver.driverId, role: "driver" as const, sessionId });
  expect(isTakenOver(actor(older), await readSendingPhone(ctx, driver.driverId))).toBe(false);
  await claimSending(ctx, newer, driver);
  const phone = await readSendingPhone(ctx, driver.driverId);
  expect([older, newer].map((sessionId) => isTakenOver(actor(sessionId), phone))).toEqual([true, false]);
  expect(isTakenOver({ userId: driver.driverId, role: "service" }, phone)).toBe(false);
});

test("the end of the session that sends lets another send, the end of another does not", async () => {
  const { ctx, driver, older, newer, published } = twoPhones();
  await claimSending(ctx, newer, driver);
  await releaseSending(ctx, { ...driver, sessionId: older });
  expect((await claimSending(ctx, older, driver)).sessionId).toBe(newer);
  await releaseSending(ctx, { ...driver, sessionId: newer });
  expect((await claimSending(ctx, older, driver)).sessionId).toBe(older);
  expect(published).toHaveLength(3);
});

test("a phone that has been silent for two minutes does not count as sending, and is not replaced by an older one", async () => {
  const { ctx, driver, older, newer } = twoPhones();
  await claimSending(ctx, newer, driver);
  expect(await anySends(ctx, driver.driverId, [older, newer])).toBe(true);
  expect(await anySends(ctx, driver.driverId, [older])).toBe(false);
  tracker.advance(120_000);
  expect(await anySends(ctx, driver.driverId, [older, newer])).toBe(false);
  expect((await claimSending(ctx, older, driver)).sessionId).toBe(newer);
});
