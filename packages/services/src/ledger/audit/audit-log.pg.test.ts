import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@atlas/core/actor";
import { recordAct } from "../../access/record-act.ts";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { creditWallet } from "../post/credit.ts";
import { exportAuditLogCsv } from "../../exports/export-lists.ts";
import { listAuditLog } from "./audit-log.ts";

let world: TestWorld;
let rider: Actor;
let anna: Actor;
const orderId = "0197a3c0-0000-7000-8000-00000000000a";
beforeAll(async () => {
  world = await openTestWorld();
  rider = await world.addRider(0n);
  anna = { userId: world.ctx.newId(), role: "admin", staffRoles: ["support"], address: "203.0.113.7" };
  await world.ctx.db.transaction(async (tx) => {
    await recordAct(tx, anna, { action: "cancel-order", subjectId: orderId, reason: "asked by phone" });
    await recordAct(tx, anna, {
      action: "book-order",
      subjectId: orderId,
      reason: null,
      details: { userId: rider.userId },
    });
    await recordAct(tx, world.admin, { action: "block-person", subjectId: rider.userId, reason: "=1+1" });
  });
  await creditWallet(world.ctx, world.admin, {
    userId: rider.userId,
    amountMinor: 500n,
    idempotencyKey: "a credit",
    reason: "goodwill",
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function found(filter: Parameters<typeof listAuditLog>[2]): Promise<string[]> {
  const { items } = await listAuditLog(world.ctx, world.admin, filter);
  return items.map(({ action }) => action);
}

test("the log is searched by who, what, the kind of what, and when", async () => {
  expect(await found({ actorId: anna.userId })).toEqual(["book-order", "cancel-order"]);
  expect(await found({ action: "cancel-order" })).toEqual(["cancel-order"]);
  expect(await found({ subjectKind: "order" })).toEqual(["book-order", "cancel-order"]);
  expect(await found({ subjectKind: "order", actorId: world.admin.userId })).toEqual([]);
  const now = world.ctx.clock().getTime();
  expect(await found({ subjectKind: "order", from: new Date(now - 60_000), to: new Date(now + 60_000) })).toHaveLength(
    2,
  );
  expect(await found({ subjectKind: "order", to: new Date(now - 60_000) })).toEqual([]);
  expect(await found({ subjectKind: "order", from: new Date(now + 60_000) })).toEqual([]);
});

test("days are those of the calendar of the caller's city, both ends included", async () => {
  const dayAt = (at: Date): string =>
    new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta", dateStyle: "short" }).format(at);
  const [{ at } = { at: "" }] = (await listAuditLog(world.ctx, world.admin, { action: "cancel-order" })).items;
  const [day, before, after] = [0, -1, 1].map((days) => dayAt(new Date(Date.parse(at) + days * 86_400_000)));
  const cancelled = { action: "cancel-order" } as const;
  expect(await found({ ...cancelled, fromDay: day, toDay: day })).toEqual(["cancel-order"]);
  expect(await found({ ...cancelled, toDay: before })).toEqual([]);
  expect(await found({ ...cancelled, fromDay: after })).toEqual([]);
});

test("an object is found as what an act is about and as what it names; a city by its name", async () => {
  expect(await found({ about: rider.userId })).toEqual(["credit", "block-person", "book-order"]);
  expect(await found({ about: orderId })).toEqual(["book-order", "cancel-order"]);
  expect(await found({ about: world.cityId })).toEqual(["create-city"]);
  expect(await found({ about: "nowhere" })).toEqual([]);
});

test("an entry says who, on whom, why and from where", async () => {
  const { items } = await listAuditLog(world.ctx, world.admin, { about: rider.userId });
  expect(items.at(-1)).toMatchObject({ actorId: anna.userId, subjectKind: "order", address: "203.0.113.7" });
  expect(items[1]).toMatchObject({
    subjectKind: "person",
    subjectName: expect.stringContaining("rider"),
    address: null,
  });
});

test("pages follow one another without gap and without repeat", async () => {
  const all = await listAuditLog(world.ctx, world.admin, {});
  const seen: string[] = [];
  for (let cursor: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof listAuditLog>> = await listAuditLog(world.ctx, world.admin, {
      cursor,
      limit: 2,
    });
    seen.push(...page.items.map(({ auditId }) => auditId));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(all.items.map(({ auditId }) => auditId));
});

test("the table has what is filtered and nothing else, runs nothing in a spreadsheet, and is on record itself", async () => {
  const pages: string[] = [];
  for await (const page of exportAuditLogCsv.run(
    world.ctx,
    world.admin,
    { about: rider.userId },
    AbortSignal.timeout(60_000),
  )) {
    pages.push(page);
  }
  const [header, ...lines] = pages.join("").trimEnd().split("\r\n");
  expect(header).toContain("audit_id,at,actor_id,actor_name,address,action,subject_kind");
  expect(lines.map((line) => line.split(",")[5])).toEqual(["credit", "block-person", "book-order"]);
  expect(lines[1]).toContain(`"'=1+1"`);
  const { items } = await listAuditLog(world.ctx, world.admin, { action: "download-audit-log" });
  expect(items).toMatchObject([{ actorId: world.admin.userId, details: { input: { about: rider.userId } } }]);
});

test("a system that takes lists out does not take out the log", async () => {
  const service: Actor = { userId: world.ctx.newId(), role: "service" };
  const pages = exportAuditLogCsv.run(world.ctx, service, {}, AbortSignal.timeout(60_000));
  await expect(pages.next()).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("every role of the staff reads it, a fleet's system does not", async () => {
  const viewer: Actor = { userId: world.ctx.newId(), role: "admin", staffRoles: ["viewer"] };
  await expect(listAuditLog(world.ctx, viewer, {})).resolves.toBeDefined();
  const service: Actor = { userId: world.ctx.newId(), role: "service" };
  await expect(listAuditLog(world.ctx, service, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
});
