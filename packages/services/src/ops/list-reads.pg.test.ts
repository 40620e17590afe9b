import { ACCOUNT_KINDS } from "@atlas/core/ledger";
import { ORDER_STATUSES } from "@atlas/core/order-status";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { query, queryOne } from "@atlas/db/query";
import { users } from "@atlas/db/schema/identity";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { listAlerts } from "../alerts/list-alerts.ts";
import { listApprovals } from "../approvals/list-approvals.ts";
import { openAlerts } from "../alerts/open-alerts.ts";
import type { ServiceContext } from "../context.ts";
import { fillDatabase } from "../demo/fill/fill-database.ts";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { listAccounts } from "../ledger/read/list-accounts.ts";
import { listTransfers } from "../ledger/read/list-transfers.ts";
import { getPerson } from "../moderation/get-person.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { demandByCell } from "./demand-by-cell.ts";
import { listDrivers } from "./list-drivers.ts";
import { listCityOrders } from "./list-orders.ts";
import { overview } from "./overview.ts";
import { search } from "./search.ts";

const FILL = { orders: 50_000, people: 12_500, seed: 3 };
/** Of tables with more rows than this no page reads as many: the newest orders that a search looks at, and what it finds. */
const MAX_READ = 6_000;
const cityId = "jakarta";
const FILL_MS = 180_000;

let world: TestWorld;
/** One connection, so that its own statistics are all there is to read. */
let db: Database;
let ctx: ServiceContext;

beforeAll(async () => {
  world = await openTestWorld();
  await world.identity.update(users).set({ isDemo: true }).where(eq(users.id, world.admin.userId));
  await fillDatabase(world.databaseUrl, FILL);
  db = connect(world.databaseUrl, { applicationName: "list-reads", max: 1 });
  ctx = { ...world.ctx, db };
}, FILL_MS);
afterAll(async () => {
  await disconnect(db);
  await world[Symbol.asyncDispose]();
});

const countRow = z.object({ name: z.string(), size: z.bigint().transform(Number), read: z.bigint().transform(Number) });

/** A B-tree that has all that is asked for is read without the table: a scan of the whole of it is one of the whole table. */
const entriesRead = sql`coalesce((
  SELECT sum(i.idx_tup_read) FROM pg_stat_user_indexes i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
  WHERE i.relid = s.relid AND m.amname = 'btree'), 0)`;

/** How many rows of each table the connection has read so far, through an index or not. */
async function counts(): Promise<z.output<typeof countRow>[]> {
  await db.execute(sql`SELECT pg_stat_force_next_flush()`);
  return await query(
    world.ctx.db,
    countRow,
    sql`SELECT s.schemaname || '.' || s.relname AS name, c.reltuples::bigint AS size,
        (s.seq_tup_read + greatest(coalesce(s.idx_tup_fetch, 0), ${entriesRead}))::bigint AS read
      FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid`,
  );
}

/** The tables of which `run` reads more rows than any page may. */
async function overread(run: () => Promise<unknown>): Promise<string[]> {
  const before = new Map((await counts()).map(({ name, read }) => [name, read]));
  await run();
  return (await counts())
    .map(({ name, size, read }) => ({ name, size, read: read - (before.get(name) ?? 0) }))
    .filter(({ size, read }) => size > MAX_READ && read > MAX_READ)
    .map(({ name, size, read }) => `${read} of ${size} rows of ${name}`);
}

const sampleRow = z.object({ id: z.string(), name: z.string(), email: z.string(), phone: z.string() });

/** Common and rare words of the filled database, a telephone number, plates, places and digits of ids. */
async function terms(): Promise<string[]> {
  const { id, name, email, phone } = await queryOne(
    world.ctx.db,
    sampleRow,
    sql`SELECT o.id, u.name, u.email, u.phone FROM users u JOIN orders o ON o.rider_id = u.id ORDER BY o.id LIMIT 1`,
  );
  const rare = [name, email, phone, id, id.slice(-8), "Jalan Biak 37", "zzqx"];
  return [...rare, "budi", "santoso", "toso", "people.atlas", "jalan", "stasiun", "0812", "B 10", "1030", "2010", "an"];
}

test("the negative control: reading a whole table is noticed", async () => {
  expect(await overread(async () => db.execute(sql`SELECT count(note) FROM orders`))).toEqual([
    expect.stringContaining("50000 of 50000 rows of public.orders"),
  ]);
});

test("so is reading a whole index", async () => {
  const read = await overread(async () => db.execute(sql`SELECT count(*) FROM orders WHERE city_id = ${cityId}`));
  expect(read).toEqual([expect.stringContaining("of 50000 rows of public.orders")]);
});

test("no list of orders reads a share of a table", async () => {
  const read: Record<string, string[]> = {};
  read["all"] = await overread(async () => listCityOrders(ctx, world.admin, { cityId }));
  for (const status of ORDER_STATUSES) {
    read[status] = await overread(async () => listCityOrders(ctx, world.admin, { cityId, status }));
  }
  for (const text of await terms()) {
    read[text] = await overread(async () => listCityOrders(ctx, world.admin, { cityId, query: text }));
  }
  expect(Object.entries(read).filter(([, tables]) => tables.length > 0)).toEqual([]);
});

test("no list of drivers, accounts, alerts or transfers does", async () => {
  const { admin } = world;
  const lists: Record<string, () => Promise<unknown>> = {
    drivers: async () => listDrivers(ctx, admin, { cityId }),
    accounts: async () => listAccounts(ctx, admin, {}),
    transfers: async () => listTransfers(ctx, admin, {}),
    alerts: async () => listAlerts(ctx, admin, { cityId }),
    "open alerts": async () => listAlerts(ctx, admin, { cityId, isOpen: true }),
    "count of alerts": async () => openAlerts(ctx, admin, { cityId }),
    approvals: async () => listApprovals(ctx, admin, { cityId }),
    "audit log": async () => listAuditLog(ctx, admin, {}),
    demand: async () => demandByCell(ctx, admin, { cityId }),
    overview: async () => overview(ctx, admin, { cityId }),
    person: async () => getPerson(ctx, admin, { userId: admin.userId }),
  };
  for (const kind of ACCOUNT_KINDS) lists[`accounts: ${kind}`] = async () => listAccounts(ctx, admin, { kind });
  for (const text of await terms()) {
    lists[`drivers: ${text}`] = async () => listDrivers(ctx, admin, { cityId, query: text });
    lists[`accounts: ${text}`] = async () => listAccounts(ctx, admin, { query: text });
  }
  const read: [string, string[]][] = [];
  for (const [name, list] of Object.entries(lists)) read.push([name, await overread(list)]);
  expect(read.filter(([, tables]) => tables.length > 0)).toEqual([]);
});

test("no search does, for rare words and for common ones", async () => {
  const read: [string, string[]][] = [];
  for (const text of await terms()) {
    read.push([text, await overread(async () => search(ctx, world.admin, { cityId, query: text }))]);
  }
  expect(read.filter(([, tables]) => tables.length > 0)).toEqual([]);
});
