import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openPayments } from "./open-payments.ts";
import { paymentsConfigOf, paymentsEnvSchema } from "./payments-config.ts";
import { type TestAct, TestProvider } from "./built-in-provider.ts";
import { CONTRACT_NOW, type PaymentStage, testPaymentContract } from "./testing/payment-contract.ts";

const ACTS = { paid: "pay", failed: "decline", expired: "expire" } as const satisfies Record<string, TestAct>;

async function openStage(): Promise<PaymentStage & { readonly port: TestProvider; readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), "atlas-payments-"));
  const port = new TestProvider({
    dir,
    secret: "of a test",
    pageUrl: "https://atlas.example/test-payments",
    now: () => CONTRACT_NOW,
  });
  return {
    port,
    dir,
    async become(reference, state) {
      if (state === "refunded") throw new Error("refunds come by the port");
      await port.act(reference, ACTS[state]);
    },
    webhookOf: async (reference) => port.webhookOf(reference),
    states: ["paid", "failed", "expired"],
    charges: async () => (await readdir(dir)).length,
    amounts: [
      ["IDR", 50_000n],
      ["USD", 1_250n],
    ],
    [Symbol.asyncDispose]: async () => rm(dir, { recursive: true }),
  };
}

describe("the test provider", () => {
  testPaymentContract(openStage);

  const order = {
    paymentId: "019ad0a0-0000-7000-8000-000000000001",
    amountMinor: 20_000n,
    currency: "IDR",
    method: "qris",
    description: "Atlas wallet",
    returnUrl: "https://atlas.example/wallet",
    expiresAt: CONTRACT_NOW,
  } as const;

  test("what is paid stays paid; what has expired or was declined can be paid late", async () => {
    await using stage = await openStage();
    const { port } = stage;
    const { reference } = await port.createCharge(order);
    for (const [act, state] of [
      ["expire", "expired"],
      ["decline", "failed"],
      ["pay", "paid"],
      ["expire", "paid"],
    ] as const)
      expect(await port.act(reference, act)).toMatchObject({ state });
  });

  test("a charge is one file, for its owner alone, and a reference leads nowhere else", async () => {
    await using stage = await openStage();
    const { port, dir } = stage;
    const made = await Promise.all(Array.from({ length: 5 }, async () => port.createCharge(order)));
    expect(new Set(made.map(({ reference }) => reference)).size).toBe(1);
    const names = await readdir(dir);
    expect(names).toHaveLength(1);
    expect((await stat(join(dir, names[0] ?? ""))).mode & 0o777).toBe(0o600);
    for (const reference of ["../etc", "test_", "test_../x"]) expect(await port.find(reference)).toBeNull();
    await expect(port.createCharge({ ...order, paymentId: "../x" })).rejects.toThrow("UUID");
  });

  test("QRIS is paid in rupiah only", async () => {
    await using stage = await openStage();
    await expect(stage.port.createCharge({ ...order, currency: "USD" })).rejects.toEqual(
      expect.objectContaining({ code: "PAYMENT_REFUSED" }),
    );
    expect(stage.port.methodsOf("USD")).toEqual(["card"]);
  });
});

describe("by whom payments are taken", () => {
  const configOf = (env: Record<string, string>, isDemo: boolean): ReturnType<typeof paymentsConfigOf> =>
    paymentsConfigOf(paymentsEnvSchema.parse(env), { isDemo });

  test("is said by the environment: in a demo the test provider, in a production nobody", async () => {
    expect(configOf({}, true)).toEqual({ provider: "test", dir: join(".atlas", "payments") });
    expect(configOf({ ATLAS_PAYMENTS: "", ATLAS_STATE_DIR: "/s" }, true)).toEqual({
      provider: "test",
      dir: "/s/payments",
    });
    expect(configOf({}, false)).toBeNull();
    expect(configOf({ ATLAS_PAYMENTS: "none" }, true)).toBeNull();
    const ofTest = { secret: "", pageUrl: "", now: (): Date => CONTRACT_NOW };
    expect(await openPayments(null, ofTest)).toBeNull();
    expect(await openPayments(configOf({}, true), ofTest)).toBeInstanceOf(TestProvider);
  });

  test.each([
    ["stripe", { ATLAS_STRIPE_SECRET_KEY: "sk_test_1", ATLAS_STRIPE_WEBHOOK_SECRET: "whsec_12" }],
    ["midtrans", { ATLAS_MIDTRANS_SERVER_KEY: "SB-Mid-1" }],
    ["xendit", { ATLAS_XENDIT_SECRET_KEY: "xnd_production_1", ATLAS_XENDIT_CALLBACK_TOKEN: "token-12" }],
  ])("%s takes its keys, and without one says which", async (provider, keys) => {
    const ofTest = { secret: "", pageUrl: "", now: (): Date => CONTRACT_NOW };
    const env = { ATLAS_PAYMENTS: provider, ...keys };
    expect(await openPayments(configOf(env, false), ofTest)).toMatchObject({ provider });
    for (const name of Object.keys(keys)) expect(() => configOf({ ...env, [name]: "" }, false)).toThrow(name);
  });

  test("a production without money is refused at the start", () => {
    expect(() => configOf({ ATLAS_PAYMENTS: "test" }, false)).toThrow("without any money");
  });
});
