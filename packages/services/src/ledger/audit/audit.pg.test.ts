import { generateKeyPairSync } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportChainHead, isHeadAuthentic } from "./chain-head.ts";
import { creditWallet } from "../post/credit.ts";
import { debitWallet } from "../post/debit.ts";
import { exportJournalCsv, exportStatementCsv } from "../read/export-csv.ts";
import { extendChain } from "./extend-chain.ts";
import { ADMIN, CLERK, type LedgerFixture, openLedgerFixture } from "../testing/ledger-fixture.ts";
import { getLedgerAccount, listAccounts } from "../read/list-accounts.ts";
import { getTransfer, listTransfers } from "../read/list-transfers.ts";
import { brokenPromises } from "../testing/oracle.ts";
import { ordersAgainstCaptures } from "./orders-against-captures.ts";
import { listOverdueHolds } from "./overdue-holds.ts";
import { requestPayout } from "../../wallet/payouts.ts";
import { reconcile } from "./reconcile.ts";
import { settleTrips } from "../../settlement/settle-trips.ts";
import { accountStatement, balanceAt } from "../read/statement.ts";
import { transferBatch } from "../post/transfer-batch.ts";
import { trialBalance } from "./trial-balance.ts";
import { verifyChain } from "./verify-chain.ts";

let ledger: LedgerFixture;
let rider: { userId: string; accountId: string };
let driver: { userId: string; accountId: string };
const instants: Date[] = [];

beforeAll(async () => {
  ledger = await openLedgerFixture();
  rider = await ledger.newRider();
  driver = await ledger.newDriver();
  for (let n = 1; n <= 20; n += 1) {
    instants.push(await serverNow());
    const reason = n === 3 ? '=HYPERLINK("http://example.test")' : `top-up ${n}`;
    const input = { userId: rider.userId, amountMinor: BigInt(n) * 1_000n, idempotencyKey: `c${n}`, reason };
    await creditWallet(ledger.ctx, CLERK, input);
  }
  instants.push(await serverNow());
  const orderId = await ledger.newTrip({ riderId: rider.userId, driverId: driver.userId, fareMinor: 20_000n });
  await settleTrips(ledger.ctx, [{ kind: "capture", orderId }]);
});
afterAll(async () => await ledger[Symbol.asyncDispose]());

/** Milliseconds are all that a Date keeps; the pause makes the next entry later than it. */
async function serverNow(): Promise<Date> {
  const [row] = await ledger.owner<{ at: string }[]>`
    SELECT date_trunc('milliseconds', clock_timestamp()) + interval '1 ms' AS at, pg_sleep(0.002)`;
  return new Date(row?.at ?? "");
}

test("a statement between two instants opens, adds up and closes", async () => {
  const [from, to] = [instants[5], instants[15]];
  if (!from || !to) throw new Error("no instants");
  const self = { userId: rider.userId, role: "rider" } as const;
  const whole = await accountStatement(ledger.ctx, self, { from, to });
  expect(whole).toMatchObject({ openingMinor: "15000", closingMinor: "120000", nextCursor: null });
  expect(whole.items.map(({ amountMinor }) => amountMinor)).toEqual(
    Array.from({ length: 10 }, (_, n) => String((15 - n) * 1_000)),
  );
  const paged: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await accountStatement(ledger.ctx, self, { from, to, limit: 3, cursor });
    expect(page).toMatchObject({ openingMinor: "15000", closingMinor: "120000" });
    paged.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(paged).toEqual(whole.items);
  const empty = await accountStatement(ledger.ctx, self, { from, to: from });
  expect(empty).toMatchObject({ openingMinor: "15000", closingMinor: "15000", items: [] });
  const backwards = accountStatement(ledger.ctx, self, { from: to, to: from });
  await expect(backwards).rejects.toMatchObject({ code: "INVALID_INPUT" });
  const other = accountStatement(ledger.ctx, self, { accountId: driver.accountId });
  await expect(other).rejects.toMatchObject({ code: "ACCOUNT_NOT_FOUND" });
});

test("an entry at the very instant belongs to the range that begins with it, not to the one that ends", async () => {
  const [entry] = await ledger.owner<{ seq: bigint; at: string }[]>`
    SELECT seq, date_trunc('milliseconds', at) AS at FROM ledger.entries WHERE account_id = ${rider.accountId} AND seq = 8`;
  const at = new Date(entry?.at ?? "");
  const before = await accountStatement(ledger.ctx, ADMIN, { accountId: rider.accountId, to: at });
  const after = await accountStatement(ledger.ctx, ADMIN, { accountId: rider.accountId, from: at });
  expect([before.closingMinor, before.items.length]).toEqual(["28000", 7]);
  expect([after.openingMinor, after.items.at(-1)?.amountMinor]).toEqual(["28000", "8000"]);
  const balance = await balanceAt(ledger.ctx, ADMIN, { accountId: rider.accountId, at });
  expect(balance.postedMinor).toBe("28000");
  // To the microsecond, which a Date has not.
  const [exact] = await ledger.owner`
    SELECT ledger.last_seq_before(account_id, at) AS before,
      ledger.last_seq_before(account_id, at + interval '1 microsecond') AS with
    FROM ledger.entries WHERE account_id = ${rider.accountId} AND seq = 8`;
  expect(exact).toEqual({ before: 7n, with: 8n });
});

test("a balance at an instant is what the entries before it say", async () => {
  for (const [n, at] of instants.entries()) {
    const view = await balanceAt(ledger.ctx, ADMIN, { accountId: rider.accountId, at });
    expect(view.postedMinor).toBe(String(((n * (n + 1)) / 2) * 1_000));
  }
  const long = await balanceAt(ledger.ctx, ADMIN, { accountId: rider.accountId, at: new Date(0) });
  expect(long.postedMinor).toBe("0");
});

test("the trial balance has debits equal to credits, and a line for each kind of account that moved", async () => {
  const view = await trialBalance(ledger.ctx, ADMIN, {});
  expect(view.totals).toEqual([{ currency: "IDR", debitMinor: "233200", creditMinor: "233200", isBalanced: true }]);
  const balances = Object.fromEntries(view.rows.map(({ kind, balanceMinor }) => [kind, balanceMinor]));
  expect(balances).toEqual({
    rider_wallet: "190000",
    driver_wallet: "16800",
    platform_revenue: "3000",
    tax: "200",
    top_up_clearing: "-210000",
  });
  const wallets = view.rows.find(({ kind }) => kind === "rider_wallet");
  expect(wallets).toMatchObject({ accounts: 1, currency: "IDR", debitMinor: "20000", creditMinor: "210000" });
});

test("accounts and transfers can be looked up", async () => {
  const account = await getLedgerAccount(ledger.ctx, ADMIN, { accountId: rider.accountId });
  expect(account).toMatchObject({ ownerId: rider.userId, postedMinor: "190000", isFrozen: false, entries: 21 });
  const first = await listAccounts(ledger.ctx, ADMIN, { limit: 50 });
  const second = await listAccounts(ledger.ctx, ADMIN, { limit: 200, cursor: first.nextCursor ?? undefined });
  // 9 kinds of the platform's own, 16 sub-accounts each, and two wallets.
  expect(first.items.length + second.items.length).toBe(9 * 16 + 2);
  const codesOf = async (input: Parameters<typeof listAccounts>[2]): Promise<string[]> =>
    (await listAccounts(ledger.ctx, ADMIN, { limit: 200, ...input })).items.map(({ accountId }) => accountId);
  expect(await codesOf({ ownerId: rider.userId })).toEqual([rider.accountId]);
  expect(await codesOf({ balance: "positive" })).toContain(rider.accountId);
  expect(await codesOf({ balance: "negative" })).not.toContain(rider.accountId);
  expect(await codesOf({ balance: "zero", kind: "rider_wallet" })).toEqual([]);
  expect(await codesOf({ isFrozen: true })).toEqual([]);
  expect(await codesOf({ isFrozen: false, kind: "rider_wallet" })).toEqual([rider.accountId]);
  const [latest] = (await listTransfers(ledger.ctx, ADMIN, { kind: "fare" })).items;
  const transfer = await getTransfer(ledger.ctx, ADMIN, { transferId: latest?.transferId ?? "" });
  expect(transfer.entries).toMatchObject([
    { accountId: rider.accountId, direction: "out", amountMinor: "20000", balanceAfterMinor: "190000" },
    { accountId: driver.accountId, direction: "in", amountMinor: "20000" },
  ]);
  await expect(getTransfer(ledger.ctx, ADMIN, { transferId: rider.accountId })).rejects.toMatchObject({
    code: "TRANSFER_NOT_FOUND",
  });
  expect(accountStatement.input.safeParse({ accountId: rider.accountId, cursor: "1; DROP TABLE" }).success).toBe(false);
  const nowhere = accountStatement(ledger.ctx, ADMIN, { accountId: ledger.ctx.newId() });
  await expect(nowhere).rejects.toMatchObject({ code: "ACCOUNT_NOT_FOUND" });
});

test("exports hold every line, and no formula", async () => {
  const statement = await text(exportStatementCsv.run(ledger.ctx, ADMIN, { accountId: rider.accountId }, NEVER));
  const lines = statement.trimEnd().split("\r\n");
  expect(lines).toHaveLength(1 + 1 + 21 + 1);
  expect(lines[1]).toMatch(/,closing,,,,,190000,IDR$/);
  expect(lines.at(-1)).toBe(",,opening,,,,,0,IDR");
  expect(statement).toContain(`"'=HYPERLINK(""http://example.test"")"`);
  const journal = await text(exportJournalCsv.run(ledger.ctx, ADMIN, {}, NEVER));
  expect(journal.trimEnd().split("\r\n")).toHaveLength(1 + 23);
  const forbidden = text(exportJournalCsv.run(ledger.ctx, { userId: rider.userId, role: "rider" }, {}, NEVER));
  await expect(forbidden).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("an export of many pages has every line once, and numbers below zero stay numbers", async () => {
  await using other = await openLedgerFixture();
  const { accountId } = await other.newRider(5n);
  const [first] = (await listTransfers(other.ctx, ADMIN, {})).items;
  const clearing = first?.debitAccountId ?? "";
  const posted = await transferBatch(
    other.ctx,
    ADMIN,
    Array.from({ length: 1_000 }, (_, n) => ({
      idempotencyKey: `many-${n}`,
      debitAccountId: clearing,
      creditAccountId: accountId,
      amountMinor: 1n,
    })),
  );
  expect(posted.every(({ isPosted }) => isPosted)).toBe(true);
  const lines = (await text(exportStatementCsv.run(other.ctx, ADMIN, { accountId: clearing }, NEVER)))
    .trimEnd()
    .split("\r\n");
  expect(lines).toHaveLength(1 + 1 + 1_001 + 1);
  expect(lines[1]).toMatch(/,closing,,,,,-1005,IDR$/);
  expect(lines.slice(2, -1).map((line) => Number(line.split(",").at(-2)))).toEqual(
    Array.from({ length: 1_001 }, (_, n) => (n === 1_000 ? -5 : n - 1_005)),
  );
  expect(lines.at(-1)).toBe(",,opening,,,,,0,IDR");
  const journal = (await text(exportJournalCsv.run(other.ctx, ADMIN, {}, NEVER))).trimEnd().split("\r\n").slice(1);
  expect(new Set(journal.map((line) => line.split(",")[0])).size).toBe(1_001);
  expect(journal).toHaveLength(1_001);
});

/** Nobody leaves. */
const NEVER = new AbortController().signal;

async function text(chunks: AsyncGenerator<string>): Promise<string> {
  return (await Array.fromAsync(chunks)).join("");
}

/** "permission denied" and "must be owner" alike. */
const FORBIDDEN = "42501";

test("neither the application nor the owner can change what is written", async () => {
  for (const table of ["transfers", "entries"]) {
    for (const statement of [
      `UPDATE ledger.${table} SET amount = 1`,
      `DELETE FROM ledger.${table}`,
      `TRUNCATE ledger.${table}`,
    ]) {
      await expect(ledger.db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: FORBIDDEN } });
      await expect(ledger.owner.unsafe(statement)).rejects.toThrow(/append-only/);
      const asReplica = ledger.owner.begin(async (tx) => {
        await tx`SET LOCAL session_replication_role = replica`;
        await tx.unsafe(statement);
      });
      await expect(asReplica).rejects.toThrow(/append-only/);
    }
  }
  const direct = [
    `INSERT INTO ledger.transfers SELECT * FROM ledger.transfers LIMIT 1`,
    `INSERT INTO ledger.entries SELECT * FROM ledger.entries LIMIT 1`,
    `UPDATE ledger.accounts SET posted = posted + 1`,
    `SELECT ledger.move(${Array(13).fill("NULL").join(",")})`,
    `SELECT ledger.apply_legs(NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL)`,
    `ALTER TABLE ledger.transfers DISABLE TRIGGER ALL`,
    `DROP TABLE ledger.entries`,
  ];
  for (const statement of direct)
    await expect(ledger.db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: FORBIDDEN } });
});

test("the chain covers what is older than its delay, once, and its head can be signed", async () => {
  expect(await extendChain(ledger.ctx, 3_600)).toBe(0);
  expect(await extendChain(ledger.ctx, 0)).toBe(23);
  expect(await extendChain(ledger.ctx, 0)).toBe(0);
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const head = await exportChainHead({ ...ledger.ctx, ledgerSigningKey: privateKey }, ADMIN);
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  expect(head).toMatchObject({ position: "23", publicKey: pem });
  expect(isHeadAuthentic(head, pem)).toBe(true);
  expect(isHeadAuthentic({ ...head, position: "22" }, pem)).toBe(false);
  const other = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
  expect(isHeadAuthentic(head, other)).toBe(false);
  expect(await exportChainHead(ledger.ctx, ADMIN)).toMatchObject({ signature: null });
  await debitWallet(ledger.ctx, CLERK, { userId: rider.userId, amountMinor: 1n, idempotencyKey: "d1" });
  await extendChain(ledger.ctx, 0);
  const verification = await verifyChain(ledger.ctx, ADMIN, { head, lagS: 0 });
  expect(verification).toMatchObject({ isIntact: true, links: "24", containsHead: true, breaks: [] });
});

test("a transfer that commits after the chain has passed its instant is chained still", async () => {
  await using other = await openLedgerFixture();
  const [payer, payee] = [await other.newRider(10n), await other.newRider()];
  const chained = Promise.withResolvers<void>();
  const posted = Promise.withResolvers<void>();
  const late = other.db.transaction(async (tx) => {
    await tx.execute(sql`
      SELECT ledger.post('late', uuidv7(), ${payer.accountId}, ${payee.accountId}, 5, 'transfer', NULL, NULL,
        ${ADMIN.userId}, NULL)`);
    posted.resolve();
    await chained.promise;
  });
  await posted.promise;
  await other.newRider(7n);
  expect(await extendChain(other.ctx, 0)).toBe(2);
  chained.resolve();
  await late;
  expect(await extendChain(other.ctx, 0)).toBe(1);
  expect(await verifyChain(other.ctx, ADMIN, { lagS: 0 })).toMatchObject({ isIntact: true, links: "3" });
  const [last, before] = await other.owner<{ at: string; kind: string }[]>`
    SELECT t.at, t.kind FROM ledger.chain_links l JOIN ledger.transfers t ON t.id = l.transfer_id
    ORDER BY l.position DESC LIMIT 2`;
  expect(last?.kind).toBe("transfer");
  expect(new Date(last?.at ?? "").getTime()).toBeLessThanOrEqual(new Date(before?.at ?? "").getTime());
  // No transaction of the application outlasts the look-back of fifteen minutes.
  const [limit] = await other.db.execute(sql`SHOW transaction_timeout`);
  expect(limit).toEqual({ transaction_timeout: "10min" });
});

/** Runs a superuser's tampering with the triggers off, looks, and undoes it. */
async function tampered<T>(statement: string, look: () => Promise<T>): Promise<T> {
  const tables = ["transfers", "entries", "chain_links"];
  await ledger.owner.unsafe("CREATE SCHEMA safe");
  for (const table of tables) {
    await ledger.owner.unsafe(`CREATE TABLE safe.${table} AS TABLE ledger.${table};
      ALTER TABLE ledger.${table} DISABLE TRIGGER ALL`);
  }
  try {
    await ledger.owner.unsafe(statement);
    return await look();
  } finally {
    for (const table of tables) {
      await ledger.owner.unsafe(`TRUNCATE ledger.${table}; INSERT INTO ledger.${table} SELECT * FROM safe.${table};
        ALTER TABLE ledger.${table} ENABLE ALWAYS TRIGGER ${table}_append_only`);
    }
    await ledger.owner.unsafe("DROP SCHEMA safe CASCADE");
  }
}

test("a past row changed by a superuser is named by the chain and by reconciliation", async () => {
  const [victim] = (await listTransfers(ledger.ctx, ADMIN, { kind: "fare" })).items;
  const id = victim?.transferId ?? "";
  const tamperings = [
    `UPDATE ledger.transfers SET amount = amount + 1 WHERE id = '${id}'`,
    `UPDATE ledger.entries SET amount = amount - 1 WHERE transfer_id = '${id}' AND amount < 0`,
    `UPDATE ledger.entries SET balance_after = balance_after + 1 WHERE transfer_id = '${id}' AND amount > 0`,
    `DELETE FROM ledger.entries WHERE transfer_id = '${id}' AND amount > 0`,
    `DELETE FROM ledger.transfers WHERE id = '${id}'`,
  ];
  for (const statement of tamperings) {
    await tampered(statement, async () => {
      const chain = await verifyChain(ledger.ctx, ADMIN, { lagS: 0 });
      expect(chain.isIntact).toBe(false);
      expect(chain.breaks.map(({ transferId }) => transferId)).toContain(id);
      const { isClean, findings } = await reconcile(ledger.ctx, ADMIN, {});
      expect(isClean).toBe(false);
      expect(findings.map(({ transferId }) => transferId)).toContain(id);
      expect(await brokenPromises(ledger.owner)).not.toEqual([]);
    });
  }
  expect(await verifyChain(ledger.ctx, ADMIN, { lagS: 0 })).toMatchObject({ isIntact: true });
  expect((await reconcile(ledger.ctx, ADMIN, {})).findings).toEqual([]);
});

test("a change that keeps all sums is still named by both", async () => {
  const [victim] = (await listTransfers(ledger.ctx, ADMIN, { kind: "credit" })).items;
  const id = victim?.transferId ?? "";
  await tampered(
    `UPDATE ledger.transfers SET actor_id = NULL, description = 'nothing to see' WHERE id = '${id}'`,
    async () => {
      const { breaks } = await verifyChain(ledger.ctx, ADMIN, { lagS: 0 });
      expect(breaks).toEqual([{ problem: "transfer changed", position: expect.any(String), transferId: id }]);
      const { findings } = await reconcile(ledger.ctx, ADMIN, {});
      expect(findings).toMatchObject([{ check: "transfer and its digest disagree", transferId: id }]);
    },
  );
});

test("a forged payment whose entries, balances and snapshots all agree is named by both", async () => {
  const [victim] = (await listTransfers(ledger.ctx, ADMIN, { kind: "credit" })).items;
  const { transferId: id, debitAccountId: payer, creditAccountId: payee } = victim ?? { transferId: "" };
  const forge = (sign: "+" | "-") => `
    UPDATE ledger.accounts SET posted = posted ${sign} 5 WHERE id = '${payee}';
    UPDATE ledger.accounts SET posted = posted - (${sign}5) WHERE id = '${payer}';`;
  const rows = `
    UPDATE ledger.entries e SET balance_after = balance_after + 5 WHERE account_id = '${payee}' AND seq >= (
      SELECT credit_seq FROM ledger.transfers WHERE id = '${id}');
    UPDATE ledger.entries e SET balance_after = balance_after - 5 WHERE account_id = '${payer}' AND seq >= (
      SELECT debit_seq FROM ledger.transfers WHERE id = '${id}');
    UPDATE ledger.entries SET amount = amount + 5 * sign(amount) WHERE transfer_id = '${id}';
    UPDATE ledger.transfers SET amount = amount + 5 WHERE id = '${id}';`;
  await tampered(forge("+") + rows, async () => {
    expect(await brokenPromises(ledger.owner)).toEqual([]);
    const { breaks } = await verifyChain(ledger.ctx, ADMIN, { lagS: 0 });
    expect(breaks.map(({ transferId }) => transferId)).toContain(id);
    const { findings } = await reconcile(ledger.ctx, ADMIN, {});
    expect(findings.map(({ transferId }) => transferId)).toContain(id);
  });
  await ledger.owner.unsafe(forge("-"));
});

test("a superuser who rewrites the links as well is found out by the exported head", async () => {
  const head = await exportChainHead(ledger.ctx, ADMIN);
  const rewrite = `
    UPDATE ledger.transfers SET description = 'rewritten' WHERE id = (SELECT transfer_id FROM ledger.chain_links WHERE position = 3);
    CREATE TEMP TABLE ids AS SELECT position, transfer_id FROM ledger.chain_links;
    TRUNCATE ledger.chain_links;
    SELECT ledger.extend_chain('0 s', 5000);`;
  await tampered(rewrite, async () => {
    expect(await verifyChain(ledger.ctx, ADMIN, { lagS: 0 })).toMatchObject({ isIntact: true });
    const checked = await verifyChain(ledger.ctx, ADMIN, { lagS: 0, head });
    expect(checked).toMatchObject({ isIntact: false, containsHead: false });
  });
});

test("an unchained transfer that is too old is named", async () => {
  await creditWallet(ledger.ctx, CLERK, { userId: rider.userId, amountMinor: 1n, idempotencyKey: "late" });
  expect(await verifyChain(ledger.ctx, ADMIN, {})).toMatchObject({ isIntact: true });
  const strict = await verifyChain(ledger.ctx, ADMIN, { lagS: 0 });
  expect(strict.breaks).toEqual([{ problem: "transfer not chained", position: null, transferId: expect.any(String) }]);
});

test("orders and holds that nobody took care of are findings", async () => {
  const orderId = await ledger.newTrip({ riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n });
  await ledger.setAhead(7_200_000);
  const { findings } = await reconcile(ledger.ctx, ADMIN, {});
  expect(findings.map(({ check, orderId: id }) => [check, id])).toEqual([
    ["finished wallet order without a capture or dead letter", orderId],
    ["hold past its expiry", orderId],
  ]);
  const matched = await ordersAgainstCaptures(ledger.ctx, ADMIN, {});
  expect(matched).toMatchObject({ isClean: false, orders: 2, captures: 1, deadLetters: 0 });
  expect(matched.findings).toMatchObject([{ orderId, captures: 0, deadLetters: 0 }]);
  const overdue = await listOverdueHolds(ledger.ctx, ADMIN, {});
  expect(overdue).toMatchObject([{ orderId, ownerId: rider.userId, amountMinor: "10000" }]);
  const self = { userId: rider.userId, role: "rider" } as const;
  await expect(ordersAgainstCaptures(ledger.ctx, self, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(listOverdueHolds(ledger.ctx, self, {})).rejects.toMatchObject({ code: "FORBIDDEN" });

  // A dead letter explains it as well; one that was just replayed is in transit.
  await ledger.owner`UPDATE ledger.accounts SET frozen_at = now() WHERE id = ${rider.accountId}`;
  await settleTrips(ledger.ctx, [{ kind: "capture", orderId }]);
  expect(await ordersAgainstCaptures(ledger.ctx, ADMIN, {})).toMatchObject({ isClean: true, deadLetters: 1 });
  await ledger.owner`UPDATE ledger.accounts SET frozen_at = NULL WHERE id = ${rider.accountId}`;
  const replayedAt = ledger.ctx.clock().toISOString();
  await ledger.owner`UPDATE dead_letters SET replayed_at = ${replayedAt}, replayed_by = ${ADMIN.userId}`;
  expect(await ordersAgainstCaptures(ledger.ctx, ADMIN, {})).toMatchObject({ isClean: true, deadLetters: 1 });
  await settleTrips(ledger.ctx, [{ kind: "capture", orderId }]);
  expect(await ordersAgainstCaptures(ledger.ctx, ADMIN, {})).toMatchObject({ isClean: true, orders: 2, captures: 2 });
  expect(await listOverdueHolds(ledger.ctx, ADMIN, {})).toEqual([]);
});

test("a payout whose hold is gone is a finding", async () => {
  const { userId } = await ledger.newDriver(5_000n);
  const request = { driverId: userId, amountMinor: 5_000n, idempotencyKey: "gone" };
  const { payoutId } = await requestPayout(ledger.ctx, CLERK, request);
  expect((await reconcile(ledger.ctx, ADMIN, {})).findings).toEqual([]);
  await ledger.owner`
    SELECT ledger.close_hold(hold_id, 'voided', 0) FROM ledger.payouts WHERE id = ${payoutId}`;
  const { findings } = await reconcile(ledger.ctx, ADMIN, {});
  expect(findings).toMatchObject([{ check: "payout and its hold disagree", expected: "open", actual: "voided" }]);
});
