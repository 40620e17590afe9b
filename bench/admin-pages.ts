import { randomBytes } from "node:crypto";
import { removeTestClock } from "@atlas/db/test-clock";
import { createTestDatabase } from "@atlas/db/test-database";
import { fillDatabase } from "@atlas/services/demo/fill/fill-database";
import postgres, { type Sql } from "postgres";
import { atMost, type Measurement, quantile } from "./measurement.ts";
import { startProcess } from "./stack-process.ts";

const ROUNDS = 20;
/** Reads are limited per person. */
const OPERATORS = 25;
const MAX_MS = 300;
const DEFAULT_ORDERS = 200_000;
/** Half a million people to two million orders. */
const ORDERS_PER_PERSON = 4;

interface PagesOptions {
  /** A database that `npm run fill` has filled; one of its own when left out. */
  readonly filledUrl?: string | undefined;
  readonly orders?: number | undefined;
}

/** The first results of the operators' pages and of searches, rare and common, by one gateway on a filled database. */
export async function benchAdminPages(
  { databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string },
  { filledUrl, orders = DEFAULT_ORDERS }: PagesOptions,
): Promise<readonly Measurement[]> {
  await using opened = new AsyncDisposableStack();
  const url = filledUrl ?? opened.use(await createTestDatabase(databaseUrl)).url;
  if (filledUrl === undefined) {
    await removeTestClock(url);
    const people = Math.ceil(orders / ORDERS_PER_PERSON);
    await fillDatabase(url, { orders, people, seed: 1, onProgress: (step) => console.log(`  ${step}`) });
  }
  const sql = opened.adopt(postgres(url, { max: 2 }), (client) => client.end());
  const tokens = await openOperators(sql);
  const pages = await pagesOf(sql);
  const [size] = await sql<{ orders: string }[]>`SELECT count(*)::text AS orders FROM orders`;
  await using gateway = await startProcess("gateway", { databaseUrl: url, redisUrl });
  const measured: Measurement[] = [];
  // A gateway that has just started compiles what it runs.
  for (const [call = ""] of Object.values(pages)) await timeOf(`${gateway.url}/trpc/${call}`, tokens[0] ?? "");
  for (const [name, calls] of Object.entries(pages)) {
    const tookMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const call = calls[round % calls.length] ?? "";
      tookMs.push(await timeOf(`${gateway.url}/trpc/${call}`, tokens[round % tokens.length] ?? ""));
    }
    measured.push(
      atMost(`${name}, ${size?.orders} orders, p95`, quantile(tookMs, 0.95), { unit: "ms", limit: MAX_MS }),
    );
  }
  return measured;
}

async function timeOf(url: string, token: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${body.slice(0, 300)}`);
  return performance.now() - startedAt;
}

/** Operators of the demo's city with a session each. */
async function openOperators(sql: Sql): Promise<string[]> {
  const tokens = Array.from({ length: OPERATORS }, () => randomBytes(24).toString("base64url"));
  await sql`
    WITH operator AS (
      INSERT INTO users (id, name, email, role, city_id, is_demo)
      SELECT uuidv7(), 'Operator', uuidv7() || '@operators.atlas.example', 'admin', 'jakarta', true
      FROM generate_series(1, ${OPERATORS}::integer) RETURNING id
    ), role AS (INSERT INTO staff_roles (user_id, role) SELECT id, 'viewer' FROM operator)
    INSERT INTO sessions (id, user_id, token, expires_at)
    SELECT uuidv7(), o.id, t.token, clock.now() + interval '1 day'
    FROM (SELECT id, row_number() OVER () AS n FROM operator) AS o
    JOIN unnest(${tokens}::text[]) WITH ORDINALITY AS t(token, n) ON t.n = o.n`;
  return tokens;
}

interface Sample {
  readonly orderId: string;
  readonly riderId: string;
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly plate: string;
}

/** The calls of each page; those of a search by what is sought. */
async function pagesOf(sql: Sql): Promise<Record<string, string[]>> {
  const samples = await sql<Sample[]>`
    SELECT o.id AS "orderId", u.id AS "riderId", a.id AS "accountId", u.name, u.email, u.phone, o.vehicle_plate AS plate
    FROM orders o JOIN users u ON u.id = o.rider_id JOIN ledger.accounts a ON a.owner_id = u.id
    WHERE o.vehicle_plate IS NOT NULL
    ORDER BY o.id LIMIT ${ROUNDS}`;
  const call = (path: string, input: object = {}): string =>
    `${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
  const search = (texts: readonly string[]): string[] => texts.map((query) => call("ops.search", { query }));
  const of = (field: keyof Sample): string[] => samples.map((sample) => sample[field]);
  return {
    "search, a person's name": search(of("name")),
    "search, an e-mail address": search(of("email")),
    "search, a telephone number": search(of("phone")),
    "search, a plate": search(of("plate")),
    "search, digits of an order": search(of("orderId").map((id) => id.slice(-8))),
    "search, common names": search(["budi", "siti", "santoso", "wijaya", "an", "agus"]),
    "search, common places": search(["jalan", "stasiun", "gambir", "plaza", "sudirman"]),
    "search, insides of words": search(["toso", "udirma", "ijay", "tasiu"]),
    "search, nothing": search(["zzqxv", "xqzzj", "0000000000", "qqqq qqqq"]),
    orders: [call("ops.orders", { limit: 50 })],
    "orders of a status": ["FINISHED", "CANCELLED", "EXPIRED", "CREATED", "STARTED"].map((status) =>
      call("ops.orders", { limit: 50, status }),
    ),
    "orders that are searched": ["budi", "jalan", "toso", "gambir", ...of("email").slice(0, 4)].map((query) =>
      call("ops.orders", { limit: 50, query }),
    ),
    order: samples.map(({ orderId }) => call("order.get", { orderId })),
    drivers: [call("ops.drivers", { limit: 50 })],
    "drivers that are searched": ["budi", "toso", "B 10", "santoso"].map((query) =>
      call("ops.drivers", { limit: 50, query }),
    ),
    person: samples.map(({ riderId }) => call("people.get", { userId: riderId })),
    "ledger accounts": [call("wallet.accounts", { limit: 50 })],
    "ledger accounts that are searched": ["budi", "toso", "santoso"].map((query) =>
      call("wallet.accounts", { limit: 50, query }),
    ),
    "ledger account with its statement": samples.map(({ accountId }) =>
      call("wallet.statement", { accountId, limit: 50 }),
    ),
    alerts: [call("ops.alerts", { limit: 50 })],
    "alerts that are open": [call("ops.alerts", { limit: 50, isOpen: true })],
    "the city today": [call("ops.overview")],
    payouts: [call("wallet.payouts")],
    approvals: [call("approvals.list", { limit: 50 })],
    "the audit log": [call("wallet.auditLog", { limit: 50 })],
    transfers: [call("wallet.transfers", { limit: 50 })],
    "demand by cell": [call("ops.demandByCell")],
    staff: [call("staff.list")],
    "dead letters": [call("ops.deadLetters", { limit: 50 })],
  };
}
