import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Actor } from "@atlas/core/actor";
import type { Charge, PaymentPort } from "@atlas/core/payments/payment-port";
import { TestProvider } from "@atlas/ports/payments/built-in-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { createPayment } from "./create-payment.ts";
import { reconcilePayments } from "./reconcile-payments.ts";
import { settlePayment } from "./settle-payment.ts";

const APP_URLS = { web: "https://web.example", driver: "https://driver.example", admin: "https://admin.example" };

let world: TestWorld;
let dir: string;
let provider: TestProvider;
let rider: Actor;
beforeAll(async () => {
  world = await openTestWorld();
  dir = await mkdtemp(join(tmpdir(), "atlas-reconcile-"));
  provider = new TestProvider({ dir, secret: "of a test", pageUrl: "https://pay.example", now: world.ctx.clock });
  rider = await world.addRider(0n);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

function withPort(differing: Partial<PaymentPort> = {}): TestWorld["ctx"] {
  const port: PaymentPort = {
    provider: "test",
    methodsOf: provider.methodsOf,
    createCharge: async (order) => provider.createCharge(order),
    fetchCharge: async (key) => provider.fetchCharge(key),
    readWebhook: (webhook) => provider.readWebhook(webhook),
    refund: async (order) => provider.refund(order),
    listCharges: provider.listCharges,
    ...differing,
  };
  return { ...world.ctx, payments: { port, appUrls: APP_URLS } };
}

async function begin(): Promise<{ readonly paymentId: string; readonly reference: string }> {
  const wish = { amountMinor: 50_000n, method: "card", idempotencyKey: world.ctx.newId() } as const;
  const { paymentId } = await createPayment(withPort(), rider, wish);
  return { paymentId, reference: `test_${paymentId}` };
}

async function pay({ paymentId, reference }: { paymentId: string; reference: string }): Promise<void> {
  const charge = await provider.act(reference, "pay");
  if (charge === null) throw new Error("no charge");
  await settlePayment(withPort(), paymentId, charge);
}

const today = (): string => world.ctx.clock().toISOString().slice(0, 10);

test("a day whose charges are as they were paid has no difference, and its sum is said", async () => {
  for (let nth = 0; nth < 3; nth += 1) await pay(await begin());
  await begin();
  const found = await reconcilePayments(withPort(), world.admin, { day: today() });
  expect(found).toMatchObject({ provider: "test", payments: 4, charges: 4, isListed: true, differences: [] });
  expect(found.credited).toEqual([{ currency: "IDR", amountMinor: "150000" }]);
  // Whom the list knows nothing of is asked about one by one.
  const unlisted = await reconcilePayments(withPort({ listCharges: null }), world.admin, { day: today() });
  expect(unlisted).toMatchObject({ payments: 4, charges: 4, isListed: false, differences: [] });
  expect(await reconcilePayments(withPort(), world.admin, { day: "2026-01-01" })).toMatchObject({
    payments: 0,
    charges: 0,
  });
});

test("what was paid and not credited, changed afterwards, forgotten there or none of ours is named", async () => {
  const [unseen, changed, forgotten] = [await begin(), await begin(), await begin()];
  await provider.act(unseen.reference, "pay");
  await pay(changed);
  await pay(forgotten);
  const stray: Charge = {
    reference: "stray",
    paymentId: null,
    state: "paid",
    amountMinor: 1n,
    currency: "IDR",
    createdAt: world.ctx.clock(),
  };
  const answer = (charge: Charge | null): Charge | null =>
    charge?.reference === forgotten.reference
      ? null
      : charge?.reference === changed.reference
        ? { ...charge, amountMinor: 49_000n }
        : charge;
  const lying = withPort({
    fetchCharge: async (key) => answer(await provider.fetchCharge(key)),
    async *listCharges(from, to) {
      for await (const charge of provider.listCharges(from, to)) {
        const said = answer(charge);
        if (said !== null) yield said;
      }
      yield stray;
    },
  });
  const { differences } = await reconcilePayments(lying, world.admin, { day: today() });
  expect(differences).toEqual([
    { kind: "NOT_CREDITED", paymentId: unseen.paymentId, reference: unseen.reference, ours: "pending", theirs: "paid" },
    { kind: "AMOUNT", paymentId: changed.paymentId, reference: changed.reference, ours: "50000", theirs: "49000" },
    {
      kind: "MISSING_CHARGE",
      paymentId: forgotten.paymentId,
      reference: forgotten.reference,
      ours: "paid",
      theirs: null,
    },
    { kind: "UNKNOWN_CHARGE", paymentId: null, reference: "stray", ours: null, theirs: "paid" },
  ]);
});

test("without a provider, and while it is away, nothing is compared", async () => {
  const off = { ...world.ctx, payments: null };
  const refusal = (code: string): unknown => expect.objectContaining({ code });
  await expect(reconcilePayments(off, world.admin, { day: today() })).rejects.toEqual(refusal("PAYMENTS_OFF"));
  const away = withPort({ listCharges: null, fetchCharge: async () => Promise.reject(new Error("no answer")) });
  await expect(reconcilePayments(away, world.admin, { day: today() })).rejects.toEqual(
    refusal("PAYMENT_PROVIDER_UNAVAILABLE"),
  );
  await expect(reconcilePayments(withPort(), rider, { day: today() })).rejects.toEqual(refusal("FORBIDDEN"));
});
