import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelOrder } from "../orders/cancel-order.ts";
import { listCityOrders } from "../ops/list-orders.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import {
  exportAccountsCsv,
  exportAlertsCsv,
  exportDriversCsv,
  exportOrdersCsv,
  exportPayoutsCsv,
} from "./export-lists.ts";

const HEAD_LINES = 1;

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
  // More than one page.
  const rider = await world.addRider();
  for (let order = 0; order < 103; order++) {
    const { orderId } = await world.book(rider, { paymentMethod: "cash" });
    await cancelOrder(world.ctx, world.admin, { orderId, reason: "again" });
  }
  await world.book(rider, { paymentMethod: "cash" });
  await world.addDriver();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function linesOf(pieces: AsyncGenerator<string>): Promise<string[]> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text.trimEnd().split("\r\n");
}

const signal = new AbortController().signal;

test("the file has exactly the orders of the list, in its order, over all its pages", async () => {
  const { ctx, admin } = world;
  const filter = { statuses: ["CANCELLED" as const], sort: "oldest" as const };
  const lines = await linesOf(exportOrdersCsv.run(ctx, admin, filter, signal));
  expect(lines).toHaveLength(HEAD_LINES + 103);
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await listCityOrders(ctx, admin, { ...filter, cursor, limit: 50 });
    ids.push(...page.items.map(({ orderId }) => orderId));
    cursor = page.nextCursor;
  }
  expect(lines.slice(HEAD_LINES).map((line) => line.split(",", 1)[0])).toEqual(ids);
});

test("each list can be taken away", async () => {
  const { ctx, admin } = world;
  expect(await linesOf(exportDriversCsv.run(ctx, admin, {}, signal))).toHaveLength(HEAD_LINES + 1);
  expect(await linesOf(exportAlertsCsv.run(ctx, admin, {}, signal))).toHaveLength(HEAD_LINES);
  expect(await linesOf(exportPayoutsCsv.run(ctx, admin, {}, signal))).toHaveLength(HEAD_LINES);
  const wallets = await linesOf(exportAccountsCsv.run(ctx, admin, { kind: "rider_wallet" }, signal));
  expect(wallets).toHaveLength(HEAD_LINES + 1);
  expect(wallets[1]).toContain(",1000000,0,1000000,IDR,no,");
});

test("an operator's export is on record with its filter, before its first line", async () => {
  const { ctx, admin } = world;
  const pieces = exportOrdersCsv.run(ctx, admin, { query: "nobody", minFareMinor: 5n }, signal);
  await pieces.next();
  await pieces.return(undefined);
  const [row] = await ctx.db.execute(sql`
    SELECT action, actor_id AS "actorId", details->'input' AS filter FROM ledger.audit_log ORDER BY id DESC LIMIT 1`);
  expect(row).toMatchObject({ action: "download-orders", actorId: admin.userId });
  expect(row?.["filter"]).toEqual({ query: "nobody", minFareMinor: "5" });
});

test("a viewer sees a list and does not take it away", async () => {
  const { ctx, admin } = world;
  const viewer = { ...admin, staffRoles: ["viewer" as const] };
  expect((await listCityOrders(ctx, viewer, { limit: 1 })).items).toHaveLength(1);
  await expect(exportOrdersCsv.run(ctx, viewer, {}, signal).next()).rejects.toMatchObject({ code: "FORBIDDEN" });
});
