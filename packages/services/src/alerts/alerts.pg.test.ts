import type { AlertFinding } from "@atlas/core/alerts/alert";
import { ledgerAuditLog } from "@atlas/db/schema/ledger";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../messaging/in-transaction.ts";
import { getOrder } from "../orders/views/get-order.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { type AlertPage, listAlerts } from "./list-alerts.ts";
import { openAlerts } from "./open-alerts.ts";
import { type NewAlert, raiseAlert } from "./raise-alert.ts";
import { resolveAlert } from "./resolve-alert.ts";
import { startTrip } from "./testing/watched-trips.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const SELF_RIDE: AlertFinding = { kind: "self-ride", details: { shared: ["phone", "device"] } };
const BOMB: AlertFinding = { kind: "rating-bomb", details: { by: "burst", lowest: 5, hours: 24 } };

async function raise(finding: AlertFinding, more: Partial<NewAlert> = {}): Promise<string | null> {
  const { ctx, cityId } = world;
  const alert = { about: { cityId }, finding, episodeKey: ctx.newId(), passedAt: ctx.clock(), ...more };
  return await inTransaction(ctx, async (tx) => raiseAlert(tx, ctx, alert));
}

test("what is found twice is one alert, also after it is resolved", async () => {
  const alertId = (await raise(SELF_RIDE, { episodeKey: "twice" })) ?? "";
  expect(await raise(SELF_RIDE, { episodeKey: "twice" })).toBeNull();
  await resolveAlert(world.ctx, world.admin, { alertId, note: "a family" });
  expect(await raise(SELF_RIDE, { episodeKey: "twice" })).toBeNull();
});

test("the list is newest first, page by page, by kind and by whether somebody has to look", async () => {
  const { ctx, admin } = world;
  const ids: (string | null)[] = [];
  for (const finding of [BOMB, SELF_RIDE, BOMB]) ids.push(await raise(finding));
  const pages: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 3; page += 1) {
    const { items, nextCursor }: AlertPage = await listAlerts(ctx, admin, { limit: 1, cursor });
    pages.push(...items.map(({ alertId }) => alertId));
    cursor = nextCursor;
  }
  expect(pages).toEqual(ids.toReversed());
  const idsOf = async (input: Parameters<typeof listAlerts>[2]): Promise<readonly string[]> =>
    (await listAlerts(ctx, admin, input)).items.map(({ alertId }) => alertId);
  expect(await idsOf({ kind: "rating-bomb" })).toEqual([ids[2], ids[0]]);
  expect(await idsOf({ alertIds: [ids[0] ?? "", ids[1] ?? ""] })).toEqual([ids[1], ids[0]]);
  expect(await idsOf({ severity: "medium", limit: 1 })).toEqual([ids[1]]);
  expect(await idsOf({ severity: "high" })).not.toContain(ids[1]);
  await resolveAlert(ctx, admin, { alertId: ids[2] ?? "", note: "a real grievance" });
  expect(await idsOf({ kind: "rating-bomb", isOpen: true })).toEqual([ids[0]]);
  expect(await idsOf({ kind: "rating-bomb", isOpen: false })).toEqual([ids[2]]);
});

test("resolving says who, when and what they found, once and on the record", async () => {
  const { ctx, admin } = world;
  const alertId = (await raise(SELF_RIDE)) ?? "";
  const resolved = await resolveAlert(ctx, admin, { alertId, note: "two brothers" });
  expect(resolved).toMatchObject({
    finding: SELF_RIDE,
    resolvedBy: { userId: admin.userId },
    resolvedAt: ctx.clock().toISOString(),
    note: "two brothers",
  });
  await world.advance(1_000);
  expect(await resolveAlert(ctx, admin, { alertId, note: "once more" })).toEqual(resolved);
  const acts = await ctx.db.select().from(ledgerAuditLog).where(eq(ledgerAuditLog.subjectId, alertId));
  expect(acts).toMatchObject([{ action: "resolve-alert", actorId: admin.userId, reason: "two brothers" }]);
});

test("resolving takes the question and its answer off the rider's phone", async () => {
  const { ctx, admin, cityId } = world;
  const { orderId, rider } = await startTrip(world, [MONAS]);
  const alertId = (await raise(SELF_RIDE, { about: { cityId, orderId } })) ?? "";
  await ctx.db
    .update(orders)
    .set({ tripCheck: { alertId, kind: "silent", answer: "help" } })
    .where(eq(orders.id, orderId));
  await resolveAlert(ctx, admin, { alertId, note: "called the driver" });
  expect((await getOrder(ctx, rider, { orderId })).tripCheck).toBeNull();
});

test("the count changes with each alert that is raised, confirmed or resolved", async () => {
  const { ctx, admin } = world;
  const before = await openAlerts(ctx, admin);
  const alertId =
    (await raise({ kind: "spoofed-trip", details: { mockFixes: 3, refusedFixes: 0, impossibleLegs: 0 } })) ?? "";
  expect(await openAlerts(ctx, admin)).toEqual({
    ...before,
    open: before.open + 1,
    urgent: before.urgent + 1,
    newestAlertId: alertId,
  });
  await resolveAlert(ctx, admin, { alertId, note: "a broken phone" });
  expect(await openAlerts(ctx, admin)).toEqual(before);
});

test("is for operators, and of what there is", async () => {
  const { ctx, admin } = world;
  const rider = await world.addRider(0n);
  await expect(listAlerts(ctx, rider)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(openAlerts(ctx, rider)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const nobodys = { alertId: ctx.newId(), note: "looked at" };
  await expect(resolveAlert(ctx, admin, nobodys)).rejects.toMatchObject({ code: "ALERT_NOT_FOUND" });
});
