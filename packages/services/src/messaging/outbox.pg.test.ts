import { randomBytes } from "node:crypto";
import { deadLetters, outbox } from "@atlas/db/schema/messaging";
import { offers, orders } from "@atlas/db/schema/orders";
import { JOB_CATALOG, jobDataOf, type OutgoingJob } from "@atlas/queue/catalog";
import { eq, isNull, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { matchOrder } from "../dispatch/rounds/match-order.ts";
import { consumeOnce } from "./consume-once.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { moveToDeadLetters } from "./dead-letters/move-to-dead-letters.ts";
import { listDeadLetters } from "./dead-letters/dead-letters.ts";
import { relayOutbox } from "./relay-outbox.ts";
import { replayDeadLetter } from "./dead-letters/replay-dead-letter.ts";
import { republishOutbox } from "./republish-outbox.ts";
import { originalPayload } from "./dead-letters/storable.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openTestWorld();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

async function unpublished(): Promise<number> {
  return await world.ctx.db.$count(outbox, isNull(outbox.publishedAt));
}

test("relays that run at once publish each message once, under an id of its own", async () => {
  for (let index = 0; index < 5; index += 1) await world.book(await world.addRider());
  const added: OutgoingJob[] = [];
  const collect = async (jobs: readonly OutgoingJob[]): Promise<void> => void added.push(...jobs);
  const counts = await Promise.all(Array.from({ length: 4 }, async () => relayOutbox(world.ctx, collect, 2)));
  await relayOutbox(world.ctx, collect);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5);
  expect(added).toHaveLength(5);
  expect(new Set(added.map(({ jobId }) => jobId)).size).toBe(5);
  expect(await unpublished()).toBe(0);
});

test("a message that Redis did not take stays in the outbox, and is published under the same id the next time", async () => {
  await world.book(await world.addRider());
  const seen: string[] = [];
  const fail = async (jobs: readonly OutgoingJob[]): Promise<void> => {
    seen.push(...jobs.map(({ jobId }) => jobId));
    throw new Error("Redis is away");
  };
  await expect(relayOutbox(world.ctx, fail)).rejects.toThrow("Redis is away");
  expect(await unpublished()).toBe(1);
  await relayOutbox(world.ctx, async (jobs) => void seen.push(...jobs.map(({ jobId }) => jobId)));
  expect(seen[1]).toBe(seen[0]);
});

test("a message for a queue that this version does not know waits for a newer relay", async () => {
  await world.book(await world.addRider());
  await world.ctx.db.update(outbox).set({ job: "queue-of-tomorrow" });
  const added: OutgoingJob[] = [];
  expect(await relayOutbox(world.ctx, async (jobs) => void added.push(...jobs))).toBe(0);
  expect([added.length, await unpublished()]).toEqual([0, 1]);
});

test("after a wiped Redis the sweeper publishes again what has no receipt, and only that", async () => {
  const driver = await world.addDriver();
  const done = await world.book(await world.addRider());
  const lost = await world.book(await world.addRider());
  const published: OutgoingJob[] = [];
  await relayOutbox(world.ctx, async (jobs) => void published.push(...jobs));
  // In this world both came at one instant, so either may be published first.
  const jobIdOf = (orderId: string): string =>
    published.find(({ payload }) => JSON.stringify(payload).includes(orderId))?.jobId ?? "unpublished";
  const doneId = jobIdOf(done.orderId).slice("outbox-".length);
  await matchOrder(world.ctx, { cityId: world.cityId, orderId: done.orderId, round: 0 }, doneId);
  expect(await world.ctx.db.$count(offers, eq(offers.driverId, driver.userId))).toBe(1);

  expect(await republishOutbox(world.ctx)).toBe(0);
  await world.advance(31_000);
  expect(await republishOutbox(world.ctx)).toBe(1);
  const again: OutgoingJob[] = [];
  await relayOutbox(world.ctx, async (jobs) => void again.push(...jobs));
  expect(again.map(({ payload }) => payload)).toContainEqual({ cityId: world.cityId, orderId: lost.orderId, round: 0 });
  expect(again.map(({ jobId }) => jobId)).toContain(jobIdOf(lost.orderId));
  expect(again.map(({ jobId }) => jobId)).not.toContain(jobIdOf(done.orderId));
});

test("a delayed message is handed over with what is left of its delay, and is not overdue before", async () => {
  await world.addDriver();
  await world.book(await world.addRider());
  await world.work();
  await world.advance(5_000);
  const added: OutgoingJob[] = [];
  await relayOutbox(world.ctx, async (jobs) => void added.push(...jobs));
  expect(added).toMatchObject([{ name: "offer-expiry", delayMs: 10_000 }]);
  await world.advance(39_000);
  expect(await republishOutbox(world.ctx)).toBe(0);
  await world.advance(2_000);
  expect(await republishOutbox(world.ctx)).toBe(1);
});

test("two workers that give up the same job at the same moment write one dead letter", async () => {
  const letter = {
    queue: "offer-expiry",
    messageId: "twice",
    payload: {},
    code: "INTERNAL",
    reason: "it broke",
  } as const;
  const burials: Promise<void>[] = [];
  await world.ctx.db.transaction(async (tx) => {
    // Lets both look for a letter, and neither write one.
    await tx.execute(sql`LOCK TABLE dead_letters IN SHARE MODE`);
    burials.push(moveToDeadLetters(world.ctx, letter), moveToDeadLetters(world.ctx, letter));
    const held = sql`
      SELECT count(DISTINCT pid)::integer AS held FROM pg_locks
      WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    await vi.waitFor(async () => expect(await world.ctx.db.execute(held)).toEqual([{ held: 2 }]), 10_000);
  });
  await Promise.all(burials);
  expect(await world.ctx.db.$count(deadLetters)).toBe(1);
});

test("a dead letter is kept once, shown to operators, replayed once and not published again by the sweeper", async () => {
  const order = await world.book(await world.addRider());
  const published: OutgoingJob[] = [];
  await relayOutbox(world.ctx, async (jobs) => void published.push(...jobs));
  const messageId = published[0]?.jobId.slice("outbox-".length) ?? "";
  const letter = { queue: "ride-dispatch", messageId, payload: published[0]?.payload, code: "INTERNAL" as const };
  await moveToDeadLetters(world.ctx, { ...letter, reason: "it broke" });
  await moveToDeadLetters(world.ctx, { ...letter, reason: "it broke" });
  const { items } = await listDeadLetters(world.ctx, world.admin, {});
  expect(items).toMatchObject([{ orderId: order.orderId, reason: "it broke", replayedAt: null }]);
  await world.advance(60_000);
  expect(await republishOutbox(world.ctx)).toBe(0);

  const deadLetterId = items[0]?.deadLetterId ?? "";
  const rider = await world.addRider();
  await expect(replayDeadLetter(world.ctx, rider, { deadLetterId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(replayDeadLetter(world.ctx, world.admin, { deadLetterId: rider.userId })).rejects.toMatchObject({
    code: "DEAD_LETTER_NOT_FOUND",
  });
  const replay = { deadLetterId, reason: "the wallet is open again" };
  expect((await replayDeadLetter(world.ctx, world.admin, replay)).replayedAt).not.toBeNull();
  const [act] = (await listAuditLog(world.ctx, world.admin, {})).items;
  expect(act).toMatchObject({
    action: "replay-dead-letter",
    actorId: world.admin.userId,
    subjectId: deadLetterId,
    reason: replay.reason,
    details: { queue: "ride-dispatch" },
  });
  await expect(replayDeadLetter(world.ctx, world.admin, { deadLetterId })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  await world.addDriver({ autoAccept: true });
  await world.work();
  const [matched] = await world.ctx.db.select().from(orders).where(eq(orders.id, order.orderId));
  expect(matched?.status).toBe("MATCHED");
});

test("a dead letter that cannot be parsed is not replayed", async () => {
  await moveToDeadLetters(world.ctx, {
    queue: "ride-dispatch",
    messageId: randomBytes(4).toString("hex"),
    payload: { nonsense: true },
    code: "INVALID_INPUT",
    reason: "does not parse",
  });
  const { items } = await listDeadLetters(world.ctx, world.admin, {});
  const deadLetterId = items[0]?.deadLetterId ?? "";
  await expect(replayDeadLetter(world.ctx, world.admin, { deadLetterId })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
});

test("of two deliveries of one message at once, one is let through", async () => {
  const taken = await Promise.all(
    Array.from({ length: 6 }, async () =>
      world.ctx.db.transaction(async (tx) => consumeOnce(tx, "wallet-transactions", "message-1")),
    ),
  );
  expect(taken.filter(Boolean)).toHaveLength(1);
});

test.each([
  ["a NUL", { cityId: "a\0b", orderId: crypto.randomUUID() }],
  ["half a surrogate pair", { note: "\ud800", kind: "cap\0ture" }],
])("a payload with %s goes to the dead letters at the first try, once, and can be read", async (_what, payload) => {
  const letter = { queue: "ride-dispatch", messageId: "poison\0-1", payload, code: "INVALID_INPUT" } as const;
  await moveToDeadLetters(world.ctx, { ...letter, reason: "a reason with \0 in it" });
  await moveToDeadLetters(world.ctx, { ...letter, reason: "again" });
  const { items } = await listDeadLetters(world.ctx, world.admin, {});
  expect(items).toMatchObject([{ messageId: "poison\\u0000-1", reason: "a reason with \\u0000 in it" }]);
  expect(originalPayload(items[0]?.payload)).toEqual(payload);
  const deadLetterId = items[0]?.deadLetterId ?? "";
  await expect(replayDeadLetter(world.ctx, world.admin, { deadLetterId })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
});

test("a payload nested too deeply to be written down goes to the dead letters without it", async () => {
  const payload: unknown = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
  await moveToDeadLetters(world.ctx, {
    queue: "upkeep",
    messageId: "deep-1",
    payload,
    code: "INVALID_INPUT",
    reason: "deep",
  });
  const [letter] = (await listDeadLetters(world.ctx, world.admin, {})).items;
  expect(originalPayload(letter?.payload)).toEqual({ unreadable: expect.stringContaining("call stack") });
});

test("a batch of positions is replayed as it lay in its job", async () => {
  const ping = {
    driverId: crypto.randomUUID(),
    lat: -6.2,
    lng: 106.8,
    headingDeg: null,
    speedMps: null,
    accuracyM: null,
    recordedAtMs: 1_800_000_000_000,
    receivedAtMs: 1_800_000_000_000,
  };
  const payload = jobDataOf({ cityId: world.cityId, pings: [ping] });
  await moveToDeadLetters(world.ctx, {
    queue: "driver-gps",
    messageId: "gps-1",
    payload,
    code: "INTERNAL",
    reason: "it broke",
  });
  const [letter] = (await listDeadLetters(world.ctx, world.admin, {})).items;
  await replayDeadLetter(world.ctx, world.admin, { deadLetterId: letter?.deadLetterId ?? "" });
  const published: OutgoingJob[] = [];
  await relayOutbox(world.ctx, async (jobs) => void published.push(...jobs));
  expect(published.map(({ payload: sent }) => JOB_CATALOG["driver-gps"].payload.safeParse(sent).success)).toEqual([
    true,
  ]);
});
