import type { Actor } from "@atlas/core/actor";
import { connect, disconnect } from "@atlas/db/connect";
import { migrate } from "@atlas/db/migrate";
import { sql } from "drizzle-orm";
import type { Sql } from "postgres";
import { pino } from "pino";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { z } from "zod";
import { SettingsCache } from "../cities/settings/settings-cache.ts";
import { approveRequest } from "../approvals/decide-approval.ts";
import { getApproval } from "../approvals/list-approvals.ts";
import { listAdjustments } from "./post/adjust.ts";
import { creditWallet } from "./post/credit.ts";
import { CREDIT_KEY, IDS, openDatabaseOf0016 } from "./testing/database-of-0016.ts";
import { PostingCollector } from "./post/posting-collector.ts";
import type { LedgerContext } from "./testing/ledger-fixture.ts";
import { brokenPromises } from "./testing/oracle.ts";
import { walletBalance } from "../wallet/balance.ts";
import { decidePayout, settlePayout } from "../wallet/payouts.ts";
import { topUp } from "../wallet/top-up.ts";
import { reconcile } from "./audit/reconcile.ts";
import { runLedger } from "./post/run-ledger.ts";
import { redriveSettlements } from "../settlement/redrive-settlements.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import { verifyChain } from "./audit/verify-chain.ts";

const ADMIN: Actor = { userId: IDS.admin, role: "admin", staffRoles: ["owner"] };
/** A system that posts. */
const CLERK: Actor = { userId: IDS.admin, role: "service" };
const SECOND_ADMIN: Actor = { userId: IDS.secondAdmin, role: "admin", staffRoles: ["owner"] };

/** Opens the application on a database; closed when disposed. */
function openApplication(url: string): AsyncDisposable & { readonly ctx: LedgerContext } {
  const db = connect(url, { applicationName: "upgrade-test", max: 4 });
  const events = { publish() {}, wakeRelay() {} };
  const log = pino({ level: "silent" });
  const clock = (): Date => new Date();
  return {
    ctx: {
      db,
      settings: new SettingsCache({ db, clock, log }),
      postings: new PostingCollector(db),
      newId: () => v7(),
      clock,
      isDemo: true,
      events,
      log,
    },
    [Symbol.asyncDispose]: async () => await disconnect(db),
  };
}

interface Table {
  readonly name: string;
  readonly columns: string;
}

async function listTables(owner: Sql): Promise<Table[]> {
  return await owner<Table[]>`
    SELECT c.oid::regclass::text AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace IN ('ledger'::regnamespace, 'public'::regnamespace) AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition
    GROUP BY c.oid ORDER BY 1`;
}

/** A digest of each table's rows in the columns given. */
async function digestRows(owner: Sql, tables: readonly Table[]): Promise<string[]> {
  const digests: string[] = [];
  for (const { name, columns } of tables) {
    const [row] = await owner.unsafe<{ digest: string }[]>(
      `SELECT md5(string_agg(r::text, chr(10) ORDER BY r::text)) AS digest FROM (SELECT ${columns} FROM ${name}) r`,
    );
    digests.push(`${name} ${row?.digest}`);
  }
  return digests;
}

test("an installed ledger keeps every row through the upgrade, and what was under way goes on", async () => {
  await using installed = await openDatabaseOf0016();
  // Letters of cash trips are replayed by the upgrade: below.
  const tables = (await listTables(installed.owner)).filter(({ name }) => !name.endsWith("dead_letters"));
  const before = await digestRows(installed.owner, tables);
  await migrate(installed.url);
  expect(await digestRows(installed.owner, tables)).toEqual(before);

  const owners = await installed.owner`SELECT user_id FROM staff_roles WHERE role = 'owner' ORDER BY user_id`;
  expect(owners.map((row) => row["user_id"])).toEqual([IDS.admin, IDS.secondAdmin].toSorted());
  await using application = openApplication(installed.url);
  const { ctx } = application;
  const expectSound = async (): Promise<void> => {
    expect(await reconcile(ctx, ADMIN, {})).toMatchObject({ isClean: true });
    expect(await verifyChain(ctx, ADMIN, {})).toMatchObject({ isIntact: true });
    expect(await brokenPromises(installed.owner)).toEqual([]);
  };
  await expectSound();

  // What was done before the upgrade is not done again.
  const credit = { userId: IDS.rider, amountMinor: 100_000n, idempotencyKey: CREDIT_KEY, reason: "first" };
  expect(await creditWallet(ctx, CLERK, credit)).toMatchObject({ transferId: IDS.credit });
  // A key from before keys had scopes goes on standing for everything.
  const elsewhere = creditWallet(ctx, CLERK, { ...credit, userId: IDS.driver });
  await expect(elsewhere).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  await installed.owner`UPDATE orders SET status = 'FINISHED', ended_at = now() WHERE id = ${IDS.runningOrder}`;
  const settled = await settleTrips(
    ctx,
    [IDS.settledOrder, IDS.unsettledOrder, IDS.runningOrder].map((orderId) => ({ kind: "capture", orderId })),
  );
  expect(settled.map(({ outcome }) => outcome)).toEqual(["already", "settled", "settled"]);

  const decision = { isApproved: true, reason: "in order" };
  await decidePayout(ctx, SECOND_ADMIN, { payoutId: IDS.payout, ...decision });
  expect(await settlePayout(ctx, { payoutId: IDS.payout })).toMatchObject({ isReplay: false });
  // An adjustment that waited is a request by now, and is posted as one.
  const requestId = IDS.adjustment;
  expect(await getApproval(ctx, ADMIN, { requestId })).toMatchObject({ kind: "adjustment", state: "waiting" });
  const own = approveRequest(ctx, ADMIN, { requestId, reason: "in order" });
  await expect(own).rejects.toMatchObject({ code: "SELF_APPROVAL" });
  expect(await approveRequest(ctx, SECOND_ADMIN, { requestId, reason: "in order" })).toMatchObject({
    state: "approved",
  });
  expect(await listAdjustments(ctx, ADMIN, {})).toMatchObject([
    { adjustmentId: requestId, status: "posted", requestedBy: IDS.admin, decidedBy: IDS.secondAdmin },
  ]);
  expect(await creditWallet(ctx, CLERK, { ...credit, idempotencyKey: "a new one" })).toMatchObject({
    // 100 000 paid in, three trips of 20 000, an adjustment of 5 000, and this.
    newBalanceMinor: "145000",
  });
  await expectSound();
});

test("a commission that no credit covered leaves the dead letters of an installed ledger and is owed", async () => {
  await using installed = await openDatabaseOf0016();
  const letters = async () =>
    await installed.owner<{ code: string; reason: string; replayed_at: string | null }[]>`
    SELECT code, reason, replayed_at FROM dead_letters WHERE order_id = ${IDS.deadOrder}`;
  expect(await letters()).toMatchObject([{ code: "INSUFFICIENT_FUNDS", replayed_at: null }]);
  await migrate(installed.url);
  const [letter] = await letters();
  expect(letter).toMatchObject({
    reason: expect.stringContaining("the rest is owed"),
    replayed_at: expect.any(String),
  });

  await using application = openApplication(installed.url);
  const { ctx } = application;
  // The sweep settles it, with the wallet trip that waited.
  await installed.owner`UPDATE orders SET ended_at = now() - interval '1 hour' WHERE id = ${IDS.unsettledOrder}`;
  expect(await redriveSettlements(ctx)).toBe(2);
  expect(await redriveSettlements(ctx)).toBe(0);
  const driver: Actor = { userId: IDS.poorDriver, role: "driver" };
  // 15 % commission and 1 % tax of 20 000.
  expect(await walletBalance(ctx, driver, {})).toMatchObject({ availableMinor: "0", debtMinor: "3200" });
  expect(await topUp(ctx, driver, { amountMinor: 5_000n, idempotencyKey: "paid" })).toMatchObject({
    availableMinor: "1800",
    debtMinor: "0",
  });
  expect(await reconcile(ctx, ADMIN, {})).toMatchObject({ isClean: true });
  expect(await brokenPromises(installed.owner)).toEqual([]);
});

test("yesterday's servers post while the database is upgraded", async () => {
  await using installed = await openDatabaseOf0016();
  await using application = openApplication(installed.url);
  let isUpgraded = false;
  const post = async (): Promise<number> => {
    let posted = 0;
    while (!isUpgraded) {
      const [row] = await runLedger(
        application.ctx,
        z.object({ refusal: z.string().nullable() }),
        sql`
          SELECT refusal FROM ledger.post_wallets(ARRAY[${v7()}], ARRAY[${v7()}::uuid], ARRAY[${IDS.rider}::uuid],
            ARRAY[10], ARRAY['credit'], ARRAY['top_up_clearing'], ARRAY[NULL], ARRAY[${IDS.admin}::uuid], ARRAY['more'])`,
      );
      expect(row).toEqual({ refusal: null });
      posted += 1;
    }
    return posted;
  };
  const postings = Promise.all([post(), post(), post()]);
  await migrate(installed.url).finally(() => (isUpgraded = true));
  const posted = (await postings).reduce((sum, count) => sum + count, 0);
  expect(posted).toBeGreaterThan(0);
  const [wallet] = await installed.owner`SELECT posted FROM ledger.accounts WHERE owner_id = ${IDS.rider}`;
  // 100 000 paid in and one trip of 20 000 before.
  expect(wallet).toEqual({ posted: String(80_000 + 10 * posted) });
  expect(await brokenPromises(installed.owner)).toEqual([]);
});
