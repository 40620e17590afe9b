import { TestProvider } from "@atlas/ports/payments/built-in-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";

let atlas: TestGateway;
let rider: TestUser;
beforeAll(async () => {
  atlas = await startTestGateway();
  rider = await atlas.createUser("rider");
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

function testProvider(): TestProvider {
  const port = atlas.gateway.services.payments?.port;
  if (!(port instanceof TestProvider)) throw new Error("no test provider");
  return port;
}

async function begin(): Promise<{ readonly paymentId: string; readonly reference: string }> {
  const wish = { amountMinor: 40_000, method: "card", idempotencyKey: crypto.randomUUID() } as const;
  const { paymentId } = await rider.rpc.payment.create.mutate(wish);
  return { paymentId, reference: `test_${paymentId}` };
}

async function press(reference: string, act: string, isQuiet = false): Promise<Response> {
  return await fetch(`${atlas.url}/test-payments/${reference}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ act, isQuiet }),
  });
}

async function send(body: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return await fetch(`${atlas.url}/payments/webhooks/test`, { method: "POST", body, headers });
}

async function balance(): Promise<bigint> {
  return BigInt((await rider.rpc.wallet.balance.query({})).availableMinor);
}

test("a payment by the test provider's page is in the wallet, once, however often it is reported", async () => {
  const before = await balance();
  const { paymentId, reference } = await begin();
  const page = await fetch(`${atlas.url}/test-payments/${reference}`);
  expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-store"]);
  const text = await page.text();
  expect(text).toContain("Rp 40,000");
  expect(text).toContain('data-act="pay"');
  expect(await (await fetch(`${atlas.url}/test-payments/${reference}?lang=id`)).text()).toContain("Pembayaran uji");
  expect((await fetch(`${atlas.url}/test-payments/page.js`)).status).toBe(200);
  expect(await (await press(reference, "pay")).json()).toEqual({ isReported: true });
  expect(await (await press(reference, "report")).json()).toEqual({ isReported: true });
  expect(await balance()).toBe(before + 40_000n);
  const stored = await rider.rest("GET", `/wallet/payments/${paymentId}`);
  expect(await stored.json()).toMatchObject({ payment_id: paymentId, amount: 40_000, state: "paid", pay_by: null });
});

test("a decision that is not reported waits for the question about it", async () => {
  const { paymentId, reference } = await begin();
  expect(await (await press(reference, "pay", true)).json()).toEqual({ isReported: false });
  expect(await rider.rpc.payment.get.query({ paymentId })).toMatchObject({ state: "pending" });
});

test("a webhook is taken with its signature only, of a size, and of the provider in use", async () => {
  const { reference } = await begin();
  await testProvider().act(reference, "pay");
  const before = await balance();
  const { body, headers } = testProvider().webhookOf(reference);
  const forged = await send(body, { ...headers, "x-test-signature": "00".repeat(32) });
  expect([forged.status, await forged.json()]).toMatchObject([401, { error: { code: "WEBHOOK_REFUSED" } }]);
  expect((await send(`${body} `, headers)).status).toBe(401);
  expect((await send("x".repeat(64 * 1_024 + 1), headers)).status).toBe(413);
  expect((await fetch(`${atlas.url}/payments/webhooks/stripe`, { method: "POST", body, headers })).status).toBe(404);
  expect(await balance()).toBe(before);
  expect((await send(body, headers)).status).toBe(200);
  expect(await balance()).toBe(before + 40_000n);
});

test("nothing happens at the page to what is none, or by what is no act", async () => {
  const { reference } = await begin();
  for (const [which, act] of [
    [reference, "steal"],
    [`test_${crypto.randomUUID()}`, "pay"],
    ["..%2fetc", "pay"],
  ] as const)
    expect((await press(which, act)).status).toBe(404);
});

test("where no provider is set there is no page, and nobody pays in", async () => {
  await using without = await startTestGateway({ payments: null });
  const user = await without.createUser("rider");
  expect(await user.rpc.payment.ways.query({})).toEqual({ provider: null, methods: [] });
  expect((await fetch(`${without.url}/test-payments/page.js`)).status).toBe(404);
  const webhook = await fetch(`${without.url}/payments/webhooks/test`, { method: "POST", body: "{}" });
  expect([webhook.status, await webhook.json()]).toMatchObject([409, { error: { code: "PAYMENTS_OFF" } }]);
});
