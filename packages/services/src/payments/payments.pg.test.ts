import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Actor } from "@atlas/core/actor";
import type { Charge, PaymentPort } from "@atlas/core/payments/payment-port";
import { TestProvider } from "@atlas/ports/payments/built-in-provider";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { connect, disconnect } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { reconcile } from "../ledger/audit/reconcile.ts";
import { freezeAccount, unfreezeAccount } from "../ledger/post/freeze.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { walletBalance } from "../wallet/balance.ts";
import { askAboutPayments } from "./ask-about-payments.ts";
import { createPayment } from "./create-payment.ts";
import { getPayment, listPayments, waysToPay } from "./own-payments.ts";
import type { PaymentView } from "./payment-view.ts";
import { settlePayment } from "./settle-payment.ts";
import { takeWebhook } from "./take-webhook.ts";

const APP_URLS = { web: "https://web.example", driver: "https://driver.example", admin: "https://admin.example" };
const HOUR_MS = 3_600_000;

let world: TestWorld;
let dir: string;
let provider: TestProvider;
let ctx: TestWorld["ctx"];
let rider: Actor;
beforeAll(async () => {
  world = await openTestWorld();
  dir = await mkdtemp(join(tmpdir(), "atlas-payments-"));
  provider = new TestProvider({ dir, secret: "of a test", pageUrl: "https://pay.example", now: world.ctx.clock });
  ctx = withPort(provider);
});
beforeEach(async () => {
  rider = await world.addRider(0n);
});
afterAll(async () => {
  expect((await reconcile(world.ctx, world.admin, {})).findings).toEqual([]);
  await world[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

function withPort(port: PaymentPort): TestWorld["ctx"] {
  return { ...world.ctx, payments: { port, appUrls: APP_URLS } };
}

/** The test provider, but for what a test makes it say otherwise. */
function saying(differing: Partial<PaymentPort>): TestWorld["ctx"] {
  return withPort({
    provider: "test",
    methodsOf: provider.methodsOf,
    createCharge: async (order) => provider.createCharge(order),
    fetchCharge: async (key) => provider.fetchCharge(key),
    readWebhook: (webhook) => provider.readWebhook(webhook),
    refund: async (order) => provider.refund(order),
    listCharges: provider.listCharges,
    ...differing,
  });
}

const keys = { next: 0 };
const newKey = (): string => `payment-key-${(keys.next += 1)}`;
const refusal = (code: string): unknown => expect.objectContaining({ code });

async function begin(amountMinor = 50_000n, of = rider): Promise<PaymentView & { readonly reference: string }> {
  const payment = await createPayment(ctx, of, { amountMinor, method: "card", idempotencyKey: newKey() });
  return { ...payment, reference: `test_${payment.paymentId}` };
}

/** A webhook about the charge, as it comes over HTTP. */
async function report(reference: string, to = ctx): ReturnType<typeof takeWebhook> {
  const { body, headers } = provider.webhookOf(reference);
  return await takeWebhook(to, "test", { rawBody: body, header: (name) => headers[name] });
}

async function balance(of = rider): Promise<string> {
  return (await walletBalance(ctx, of, {})).availableMinor;
}

const countRow = z.object({ transfers: z.int(), clearing: z.string() });

/** What stands in the books for payments of the rider. */
async function books(): Promise<z.output<typeof countRow> | undefined> {
  const [row] = await query(
    world.ctx.db,
    countRow,
    sql`
      SELECT count(*)::int AS transfers, coalesce(sum(t.amount), 0)::text AS clearing
      FROM ledger.transfers t JOIN ledger.accounts d ON d.id = t.debit_account_id
      JOIN ledger.accounts w ON w.id = t.credit_account_id
      WHERE w.owner_id = ${rider.userId}::uuid AND d.kind = 'top_up_clearing' AND t.kind = 'top_up'`,
  );
  return row;
}

const waitingRow = z.object({ waiting: z.int() });

/** How many statements of this database wait for a row that another holds. */
async function waitingForLocks(): Promise<number | undefined> {
  const statement = sql`
    SELECT count(DISTINCT l.pid)::int AS waiting FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE NOT l.granted AND a.datname = current_database()`;
  const [row] = await query(world.ctx.db, waitingRow, statement);
  return row?.waiting;
}

test("a payment is credited when the provider says that it was paid, and not before", async () => {
  const { paymentId, reference, ...begun } = await begin();
  expect(begun).toMatchObject({ state: "pending", amountMinor: "50000", currency: "IDR", finding: null });
  expect(begun.payBy).toEqual({ kind: "redirect", url: `https://pay.example/${reference}` });
  expect((await provider.find(reference))?.returnUrl).toBe(`https://web.example/wallet?payment=${paymentId}`);
  expect(await balance()).toBe("0");
  await report(reference);
  expect(await balance()).toBe("0");
  await provider.act(reference, "pay");
  expect(await report(reference)).toEqual({ state: "paid", finding: null });
  expect(await balance()).toBe("50000");
  expect(await getPayment(ctx, rider, { paymentId })).toMatchObject({ state: "paid", payBy: null });
  expect(await books()).toEqual({ transfers: 1, clearing: "50000" });
});

test("however many webhooks come at once and however late, the money comes once", async () => {
  const { reference, paymentId } = await begin();
  await provider.act(reference, "pay");
  await Promise.all([...Array.from({ length: 12 }, async () => report(reference)), askAboutPayments(ctx)]);
  await world.advance(2 * HOUR_MS);
  await report(reference);
  await askAboutPayments(ctx);
  expect(await books()).toEqual({ transfers: 1, clearing: "50000" });
  expect(await listPayments(ctx, rider, {})).toMatchObject([{ paymentId, state: "paid" }]);
});

test("two reports that meet between looking and crediting credit once", async () => {
  const { paymentId, reference } = await begin();
  const charge = await provider.act(reference, "pay");
  if (charge === null) throw new Error("no charge");
  const owner = connect(world.databaseUrl, { applicationName: "holds-a-wallet", max: 1, role: null });
  const reports: ReturnType<typeof settlePayment>[] = [];
  await owner.transaction(async (tx) => {
    await tx.execute(sql`SELECT FROM ledger.accounts WHERE owner_id = ${rider.userId}::uuid FOR UPDATE`);
    for (let nth = 0; nth < 2; nth += 1) reports.push(settlePayment(ctx, paymentId, charge));
    await vi.waitFor(async () => expect(await waitingForLocks()).toBe(2), { timeout: 10_000 });
  });
  await disconnect(owner);
  expect(await Promise.all(reports)).toEqual([
    { state: "paid", finding: null },
    { state: "paid", finding: null },
  ]);
  expect(await books()).toEqual({ transfers: 1, clearing: "50000" });
});

test("reports of before, which arrive after newer ones, change nothing", async () => {
  const { paymentId, reference } = await begin();
  await provider.act(reference, "pay");
  await report(reference);
  for (const state of ["pending", "failed", "expired", "unknown", "unreachable"] as const) {
    expect(await settlePayment(ctx, paymentId, { state })).toEqual({ state: "paid", finding: null });
  }
  const { paymentId: other } = await begin();
  await settlePayment(ctx, other, { state: "expired" });
  for (const state of ["pending", "failed"] as const)
    expect(await settlePayment(ctx, other, { state })).toMatchObject({ state: "expired" });
});

test.each(["decline", "expire"] as const)("money that comes late, after it was %sd, is credited", async (act) => {
  const { reference } = await begin();
  await provider.act(reference, act);
  expect(await report(reference)).toEqual({ state: act === "decline" ? "failed" : "expired", finding: null });
  expect(await balance()).toBe("0");
  await provider.act(reference, "pay");
  expect(await report(reference)).toEqual({ state: "paid", finding: null });
  expect(await books()).toEqual({ transfers: 1, clearing: "50000" });
});

test("what is said of another charge of the same payment ends nothing", async () => {
  const { paymentId } = await begin();
  for (const state of ["failed", "expired", "refunded"] as const)
    expect(await settlePayment(ctx, paymentId, { state, reference: "test_another" })).toMatchObject({
      state: "pending",
    });
});

test("a forged webhook, and one of another provider, is refused before anything is asked", async () => {
  const { reference } = await begin();
  await provider.act(reference, "pay");
  const { body } = provider.webhookOf(reference);
  const silent = saying({ fetchCharge: async () => Promise.reject(new Error("asked")) });
  for (const signature of [undefined, "", "00".repeat(32)]) {
    const forged = takeWebhook(silent, "test", { rawBody: body, header: () => signature });
    await expect(forged).rejects.toEqual(refusal("WEBHOOK_REFUSED"));
  }
  await expect(takeWebhook(silent, "stripe", { rawBody: body, header: () => "" })).rejects.toEqual(
    refusal("NOT_FOUND"),
  );
  expect(await balance()).toBe("0");
});

test("a webhook about something that is no payment of ours changes nothing; one that knows only the reference is about its payment", async () => {
  const { reference } = await begin();
  await provider.act(reference, "pay");
  const about = async (notice: ReturnType<PaymentPort["readWebhook"]>): ReturnType<typeof takeWebhook> =>
    takeWebhook(saying({ readWebhook: () => notice }), "test", { rawBody: "{}", header: () => undefined });
  expect(await about(null)).toBeNull();
  for (const paymentId of ["order-77", world.ctx.newId(), null])
    expect(await about({ paymentId, reference: "of another shop" })).toBeNull();
  expect(await balance()).toBe("0");
  expect(await about({ paymentId: null, reference })).toEqual({ state: "paid", finding: null });
  expect(await balance()).toBe("50000");
});

test.each<[string, Partial<Charge>, string]>([
  ["less than was asked for", { amountMinor: 1n }, "amount_differs"],
  ["more than was asked for", { amountMinor: 50_001n }, "amount_differs"],
  ["another currency", { currency: "USD" }, "currency_differs"],
  ["another charge", { reference: "test_another" }, "reference_differs"],
])("%s is credited to nobody, and named", async (_, differing, finding) => {
  const { paymentId, reference } = await begin();
  await provider.act(reference, "pay");
  const wrong = saying({
    async fetchCharge(key) {
      const charge = await provider.fetchCharge(key);
      return charge && { ...charge, ...differing };
    },
  });
  expect(await report(reference, wrong)).toEqual({ state: "pending", finding });
  expect(await getPayment(ctx, rider, { paymentId })).toMatchObject({ state: "pending", finding, payBy: null });
  expect(await books()).toEqual({ transfers: 0, clearing: "0" });
  // The provider corrects itself.
  await report(reference);
  expect(await getPayment(ctx, rider, { paymentId })).toMatchObject({ state: "paid", finding: null });
});

test("what no webhook came for is found by asking, and what the provider never made expires", async () => {
  const { reference } = await begin();
  await provider.act(reference, "pay");
  await askAboutPayments(ctx);
  expect(await balance()).toBe("0");
  await world.advance(31_000);
  await askAboutPayments(ctx);
  expect(await balance()).toBe("50000");

  const away = saying({ createCharge: async () => Promise.reject(new Error("no answer")) });
  const wish = { amountMinor: 10_000n, method: "card", idempotencyKey: newKey() } as const;
  await expect(createPayment(away, rider, wish)).rejects.toEqual(refusal("PAYMENT_PROVIDER_UNAVAILABLE"));
  const [lost] = await listPayments(ctx, rider, { limit: 1 });
  expect(lost).toMatchObject({ state: "created", payBy: null });
  await world.advance(HOUR_MS + 60_000);
  await askAboutPayments(ctx);
  expect(await listPayments(ctx, rider, { limit: 1 })).toMatchObject([
    { paymentId: lost?.paymentId, state: "expired" },
  ]);
});

test("while the provider is away nothing is lost, and one that fails keeps no other back", async () => {
  const [first, second] = [await begin(), await begin(20_000n)];
  for (const { reference } of [first, second]) await provider.act(reference, "pay");
  await world.advance(31_000);
  const half = saying({
    fetchCharge: async (key) =>
      key.paymentId === first.paymentId ? Promise.reject(new Error("no answer")) : provider.fetchCharge(key),
  });
  await askAboutPayments(half);
  expect(await balance()).toBe("20000");
  await expect(report(first.reference, half)).rejects.toEqual(refusal("PAYMENT_PROVIDER_UNAVAILABLE"));
  await world.advance(31_000);
  await askAboutPayments(ctx);
  expect(await balance()).toBe("70000");
});

test("a repeat with the same key is the same charge, also when the first answer was lost", async () => {
  const wish = { amountMinor: 30_000n, method: "qris", idempotencyKey: newKey() } as const;
  const lossy = saying({
    async createCharge(order) {
      await provider.createCharge(order);
      throw new Error("the reply is lost");
    },
  });
  await expect(createPayment(lossy, rider, wish)).rejects.toEqual(refusal("PAYMENT_PROVIDER_UNAVAILABLE"));
  await world.advance(31_000);
  await askAboutPayments(ctx);
  const again = await Promise.all(Array.from({ length: 5 }, async () => createPayment(ctx, rider, wish)));
  expect(new Set(again.map(({ paymentId }) => paymentId)).size).toBe(1);
  expect(again[0]).toMatchObject({ state: "pending", payBy: { kind: "qr" } });
  await expect(createPayment(ctx, rider, { ...wish, amountMinor: 1n })).rejects.toEqual(
    refusal("IDEMPOTENCY_KEY_REUSED"),
  );
  // Another's key is another key.
  const other = await createPayment(ctx, await world.addRider(0n), wish);
  expect(other.paymentId).not.toBe(again[0]?.paymentId);
});

test("what the provider refuses has failed", async () => {
  const { DomainError } = await import("@atlas/core/errors");
  const strict = saying({
    createCharge: async () => Promise.reject(new DomainError("PAYMENT_REFUSED", "Too little.")),
  });
  const wish = { amountMinor: 1n, method: "card", idempotencyKey: newKey() } as const;
  await expect(createPayment(strict, rider, wish)).rejects.toEqual(refusal("PAYMENT_REFUSED"));
  expect(await listPayments(ctx, rider, {})).toMatchObject([{ state: "failed" }]);
});

test("a frozen wallet gets its money when it is lifted, and begins nothing meanwhile", async () => {
  const { reference, paymentId } = await begin();
  const { accountId } = await walletBalance(ctx, rider, {});
  const freeze = { accountId, reason: "looked into" };
  await freezeAccount(ctx, world.admin, { ...freeze, idempotencyKey: newKey() });
  await expect(begin()).rejects.toEqual(refusal("ACCOUNT_FROZEN"));
  await provider.act(reference, "pay");
  expect(await report(reference)).toEqual({ state: "pending", finding: "account_frozen" });
  await unfreezeAccount(ctx, world.admin, { ...freeze, idempotencyKey: newKey() });
  await world.advance(60_000);
  await askAboutPayments(ctx);
  expect(await getPayment(ctx, rider, { paymentId })).toMatchObject({ state: "paid", finding: null });
  expect(await balance()).toBe("50000");
});

test("a charge that was given back at the provider's is named, and one that was never credited has failed", async () => {
  const { paymentId, reference } = await begin();
  await provider.act(reference, "pay");
  await report(reference);
  expect(await settlePayment(ctx, paymentId, { state: "refunded" })).toEqual({
    state: "paid",
    finding: "given_back",
  });
  const { paymentId: other } = await begin();
  expect(await settlePayment(ctx, other, { state: "refunded" })).toMatchObject({ state: "failed" });
});

test("somebody else's payment is none; an operator sees it", async () => {
  const { paymentId } = await begin();
  const stranger = await world.addRider(0n);
  await expect(getPayment(ctx, stranger, { paymentId })).rejects.toEqual(refusal("PAYMENT_NOT_FOUND"));
  await expect(listPayments(ctx, stranger, { userId: rider.userId })).rejects.toEqual(refusal("FORBIDDEN"));
  expect(await getPayment(ctx, world.admin, { paymentId })).toMatchObject({ paymentId });
  expect(await listPayments(ctx, world.admin, { userId: rider.userId })).toMatchObject([{ paymentId }]);
});

test("where no provider is set nobody pays in, and more than the city allows is refused", async () => {
  const off = { ...ctx, payments: null };
  const wish = { amountMinor: 10_000n, method: "card", idempotencyKey: newKey() } as const;
  await expect(createPayment(off, rider, wish)).rejects.toEqual(refusal("PAYMENTS_OFF"));
  await expect(takeWebhook(off, "test", { rawBody: "{}", header: () => "" })).rejects.toEqual(refusal("PAYMENTS_OFF"));
  expect(await waysToPay(off, rider, {})).toEqual({ provider: null, methods: [] });
  expect(await waysToPay(ctx, rider, {})).toEqual({ provider: "test", methods: ["card", "qris"] });
  expect(await askAboutPayments(off)).toBe(0);
  const much = createPayment(ctx, rider, { ...wish, amountMinor: 10_000_001n });
  await expect(much).rejects.toEqual(refusal("AMOUNT_ABOVE_LIMIT"));
  const nobody = { userId: world.ctx.newId(), role: "service" } as const;
  await expect(createPayment(ctx, nobody, wish)).rejects.toEqual(refusal("ACCOUNT_NOT_FOUND"));
});
