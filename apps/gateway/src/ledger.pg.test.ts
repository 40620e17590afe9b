import { generateKeyPairSync } from "node:crypto";
import { isHeadAuthentic } from "@atlas/services/ledger/audit/chain-head";
import { extendChain } from "@atlas/services/ledger/audit/extend-chain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");

let atlas: TestGateway;
let admin: TestUser;
let second: TestUser;
let rider: TestUser;
let riderAccount: string;
let clearingAccount: string;

beforeAll(async () => {
  atlas = await startTestGateway({ ledgerSigningKey: privateKey });
  [admin, second, rider] = await Promise.all([
    atlas.createUser("admin", { name: "Ayu Admin" }),
    atlas.createUser("admin", { name: "Bimo Admin" }),
    atlas.createUser("rider", { name: "=Rani" }),
  ]);
  riderAccount = (await rider.rpc.wallet.balance.query()).accountId;
  const { items } = await admin.rpc.wallet.accounts.query({ kind: "top_up_clearing", limit: 1 });
  clearingAccount = items[0]?.accountId ?? "";
  await post(admin, "/wallet/credit", {
    user_id: rider.userId,
    amount: 200_000,
    reference_id: "opening",
    reason: "a test",
  });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

let keys = 0;

async function get(user: TestUser, path: string, status = 200): Promise<unknown> {
  return await expectBody(await user.rest("GET", path), status);
}

/** Each with a key of its own. */
async function post(user: TestUser, path: string, body: unknown, status = 200): Promise<unknown> {
  keys += 1;
  const response = await fetch(`${atlas.url}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${user.token}`,
      "content-type": "application/json",
      "idempotency-key": `ledger-test-${keys}`,
    },
    body: JSON.stringify(body),
  });
  return await expectBody(response, status);
}

async function expectBody(response: Response, status: number): Promise<unknown> {
  const body: unknown = await response.json();
  expect([response.status, body]).toEqual([status, expect.anything()]);
  return body;
}

const pageOf = <S extends z.ZodType>(item: S): z.ZodObject<{ items: z.ZodArray<S> }> =>
  z.object({ items: z.array(item) });

describe("the ledger over REST", () => {
  test("balances: debits = credits, per currency", async () => {
    const body = await get(admin, "/admin/ledger/trial-balance?currency=IDR");
    expect(body).toMatchObject({ totals: [{ currency: "IDR", is_balanced: true }] });
    const { rows } = z
      .object({ rows: z.array(z.object({ kind: z.string(), accounts: z.number(), balance: z.number() })) })
      .parse(body);
    expect(rows.find(({ kind }) => kind === "rider_wallet")).toEqual(
      expect.objectContaining({ accounts: 1, balance: 200_000 }),
    );
  });

  test("refuses what it does not know instead of returning something else", async () => {
    const unknown = { error: { code: "UNKNOWN_FIELD", message: expect.stringContaining("at") } };
    expect(await get(admin, "/admin/ledger/trial-balance?at=2020-01-01T00:00:00Z", 400)).toMatchObject(unknown);
  });

  test("finds accounts by their owner, and one by its id", async () => {
    const page = await get(admin, `/admin/ledger/accounts?kind=rider_wallet&query=Rani&limit=5`);
    expect(page).toMatchObject({ items: [{ account_id: riderAccount, posted: 200_000, held: 0, available: 200_000 }] });
    expect(await get(admin, `/admin/ledger/accounts/${riderAccount}`)).toMatchObject({ is_frozen: false });
    await get(admin, "/admin/ledger/accounts/0199d3a0-6c1e-7000-8000-00000000dead", 404);
  });

  test("holds, captures a part, and the rest is free", async () => {
    const { hold_id: holdId } = z
      .object({ hold_id: z.string() })
      .parse(await post(admin, "/admin/ledger/holds", { user_id: rider.userId, amount: 50_000, reason: "a test" }));
    expect(await get(admin, `/admin/ledger/accounts/${riderAccount}`)).toMatchObject({ held: 50_000 });
    const captured = await post(admin, `/admin/ledger/holds/${holdId}/capture`, {
      reason: "a test",
      credit_account_id: clearingAccount,
      amount: "30000",
    });
    expect(captured).toMatchObject({ debit_balance: 170_000 });
    expect(await get(admin, `/admin/ledger/accounts/${riderAccount}`)).toMatchObject({ held: 0 });
    await post(admin, `/admin/ledger/holds/${holdId}/void`, { reason: "a test" }, 409);
  });

  test("transfers, and undoes a transfer once", async () => {
    const posted = await post(admin, "/admin/ledger/transfers", {
      reason: "a test",
      debit_account_id: riderAccount,
      credit_account_id: clearingAccount,
      amount: 10_000,
    });
    const { transfer_id: transferId } = z.object({ transfer_id: z.string() }).parse(posted);
    expect(await get(admin, `/admin/ledger/transfers/${transferId}`)).toMatchObject({
      amount: 10_000,
      entries: [{ amount: 10_000 }, { amount: 10_000 }],
    });
    const path = `/admin/ledger/transfers/${transferId}/reverse`;
    expect(await post(admin, path, { reason: "a test" })).toMatchObject({ reverses_id: transferId });
    expect(await post(admin, path, { reason: "a test" }, 409)).toMatchObject({
      error: { code: "ALREADY_REVERSED" },
    });
    await post(admin, path, {}, 400);
    const { items } = pageOf(z.object({ transfer_id: z.string() })).parse(
      await get(admin, "/admin/ledger/transfers?limit=2"),
    );
    expect(items).toHaveLength(2);
  });

  test("freezes and thaws an account", async () => {
    await post(admin, `/admin/ledger/accounts/${riderAccount}/freeze`, { reason: "a test" });
    const credit = { user_id: rider.userId, amount: 1, reference_id: "frozen", reason: "a test" };
    expect(await post(admin, "/wallet/debit", credit, 423)).toMatchObject({
      error: { code: "ACCOUNT_FROZEN" },
    });
    await post(admin, `/admin/ledger/accounts/${riderAccount}/unfreeze`, { reason: "a test" });
  });

  test("lets a second admin decide about a large adjustment, which says that it waits", async () => {
    const large = { account_id: riderAccount, amount: 5_000_000, direction: "in", reason: "a test" };
    const waiting = await post(admin, "/admin/ledger/adjustments", large);
    expect(waiting).toMatchObject({ status: "waiting" });
    const { request_id: id } = z.object({ request_id: z.string() }).parse(waiting);
    const path = `/admin/approvals/${id}`;
    expect(await post(admin, `${path}/approve`, { reason: "mine" }, 403)).toMatchObject({
      error: { code: "SELF_APPROVAL" },
    });
    expect(await post(second, `${path}/reject`, { reason: "no" })).toMatchObject({ state: "rejected" });
    expect(await post(second, `${path}/approve`, { reason: "yes" }, 409)).toMatchObject({
      error: { code: "APPROVAL_CLOSED" },
    });
    expect(await get(second, "/admin/approvals?state=rejected")).toMatchObject({
      items: [{ request_id: id, amount: 5_000_000, limit: 1_000_000, kind: "adjustment", decision_reason: "no" }],
    });
  });

  test("statements open and close with the balance, in pages, and at an instant", async () => {
    const path = `/admin/ledger/accounts/${riderAccount}/statement`;
    const now = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
    const first = z
      .object({ opening: z.literal(0), closing: z.number(), items: z.array(z.unknown()), next_cursor: z.string() })
      .parse(await get(admin, `${path}?limit=1`));
    expect(first.items).toHaveLength(1);
    const next = await get(admin, `${path}?limit=1&cursor=${first.next_cursor}`);
    expect(next).not.toMatchObject({ items: first.items });
    expect(await get(rider, "/wallet/statement")).toMatchObject({ closing: first.closing });
    expect(await get(admin, `/admin/ledger/accounts/${riderAccount}/balance?at=${now}`)).toMatchObject({
      posted: first.closing,
    });
    await get(admin, `${path}?from=yesterday`, 400);
  });

  test("tables come as downloads, and a refusal as a JSON response", async () => {
    const statement = await rider.rest("GET", "/wallet/statement.csv");
    expect(statement.headers.get("content-type")).toContain("text/csv");
    expect(statement.headers.get("content-disposition")).toBe('attachment; filename="statement.csv"');
    expect((await statement.text()).split(/\r?\n/)[0]).toContain("balance");
    const journal = await admin.rest("GET", "/admin/ledger/journal.csv");
    expect((await journal.text()).trim().split(/\r?\n/).length).toBeGreaterThan(3);
    const refused = await rider.rest("GET", "/admin/ledger/journal.csv");
    const paged = await rider.rpc.wallet.statementCsv.query();
    expect(paged.csv.split(/\r?\n/)[0]).toContain("balance");
    expect((await admin.rpc.wallet.journalCsv.query()).csv).toBe(
      await (await admin.rest("GET", "/admin/ledger/journal.csv")).text(),
    );
    await expect(rider.rpc.wallet.journalCsv.query()).rejects.toMatchObject({ data: { atlasCode: "FORBIDDEN" } });
    expect([refused.status, await refused.json()]).toMatchObject([403, { error: { code: "FORBIDDEN" } }]);
  });

  test("reconciles, and its chain holds with a signed head", async () => {
    expect(await get(admin, "/admin/ledger/reconcile?grace_s=0")).toMatchObject({
      is_clean: true,
      findings: [],
    });
    const orders = { is_clean: true, orders: 0, captures: 0, dead_letters: 0, findings: [] };
    expect(await get(admin, "/admin/ledger/orders-against-captures?grace_s=0")).toMatchObject(orders);
    expect(await admin.rpc.wallet.ordersAgainstCaptures.query()).toMatchObject({ isClean: true, findings: [] });
    expect(await get(admin, "/admin/ledger/holds/overdue?grace_s=0")).toEqual([]);
    expect(await admin.rpc.wallet.overdueHolds.query({ graceS: 0 })).toEqual([]);
    await extendChain(atlas.gateway.services, 0);
    const head = z
      .object({
        position: z.string(),
        hash: z.string(),
        transfer_id: z.string().nullable(),
        at: z.string(),
        signature: z.string(),
        public_key: z.string(),
      })
      .parse(await get(admin, "/admin/ledger/chain/head"));
    const exported = { ...head, transferId: head.transfer_id, publicKey: head.public_key };
    expect(isHeadAuthentic(exported, publicKey.export({ type: "spki", format: "pem" }).toString())).toBe(true);
    const verify = `/admin/ledger/chain/verify?position=${head.position}&hash=${head.hash}`;
    expect(await get(admin, verify)).toMatchObject({ is_intact: true, contains_head: true, breaks: [] });
    await get(admin, "/admin/ledger/chain/verify?position=1", 400);
  });

  test("names who did what, and why", async () => {
    const { items } = pageOf(z.object({ action: z.string(), actor_name: z.string().nullable() })).parse(
      await get(admin, "/admin/ledger/audit-log?limit=50"),
    );
    expect(items.length).toBeGreaterThan(3);
    expect(new Set(items.map(({ actor_name: name }) => name))).toEqual(new Set(["Ayu Admin", "Bimo Admin"]));
  });

  test("nothing of it is for riders", async () => {
    for (const path of [
      "trial-balance",
      "accounts",
      "transfers",
      "reconcile",
      "orders-against-captures",
      "holds/overdue",
      "chain/head",
      "audit-log",
    ]) {
      expect(await get(rider, `/admin/ledger/${path}`, 403)).toMatchObject({
        error: { code: "FORBIDDEN" },
      });
    }
    await post(rider, "/admin/ledger/holds", { user_id: rider.userId, amount: 1 }, 403);
  });
});
