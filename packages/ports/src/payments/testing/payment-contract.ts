import { DomainError } from "@atlas/core/errors";
import type { ChargeOrder, PaymentPort, Webhook } from "@atlas/core/payments/payment-port";
import type { ChargeMethod, ChargeState } from "@atlas/core/payments/payment";
import type { Currency } from "@atlas/core/money";
import { afterEach, beforeEach, expect, test } from "vitest";

/** An adapter, and the other side of it. */
export interface PaymentStage extends AsyncDisposable {
  readonly port: PaymentPort;
  /** What happens at the provider. */
  readonly become: (reference: string, state: Exclude<ChargeState, "pending">) => Promise<void>;
  /** What the provider would send about the charge, as it is now. */
  readonly webhookOf: (
    reference: string,
  ) => Promise<{ readonly body: string; readonly headers: Readonly<Record<string, string>> }>;
  /** What can become of a charge there; at some providers one that is declined stays open. */
  readonly states: readonly ("paid" | "failed" | "expired")[];
  /** False where a charge that is asked for again is refused instead of returned; true when left out. */
  readonly isRepeatable?: boolean;
  /** Whether the signature stands in the body, and so is forged there. */
  readonly isSignedInBody?: boolean;
  /** How many charges the provider has made. */
  readonly charges: () => Promise<number>;
  /** Nobody responds from here on. Missing where there is nobody else. */
  readonly goAway?: () => Promise<void>;
  /** In which currencies it is tried, with amounts in Atlas's minor units. */
  readonly amounts: readonly (readonly [Currency, bigint])[];
}

const NOW = new Date("2026-11-30T05:00:00Z");
const HOUR_MS = 3_600_000;
const id = (nth: number): string => `019ad0a0-0000-7000-8000-${String(nth).padStart(12, "0")}`;

function orderOf(nth: number, [currency, amountMinor]: readonly [Currency, bigint], method: ChargeMethod): ChargeOrder {
  return {
    paymentId: id(nth),
    amountMinor,
    currency,
    method,
    description: "Atlas wallet",
    returnUrl: `https://atlas.example/wallet?payment=${id(nth)}`,
    expiresAt: new Date(NOW.getTime() + HOUR_MS),
  };
}

function arriving({ body, headers }: { body: string; headers: Readonly<Record<string, string>> }): Webhook {
  const known = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { rawBody: body, header: (name) => known.get(name.toLowerCase()) };
}

/** What every adapter of the payment port does, tried against the provider or what stands in for it. */
export function testPaymentContract(open: () => Promise<PaymentStage>): void {
  let stage: PaymentStage;
  beforeEach(async () => {
    stage = await open();
  });
  afterEach(async () => {
    await stage[Symbol.asyncDispose]();
  });
  const [first] = [["IDR", 50_000n]] as const;

  test("a charge is made once however often it is asked for, and says where it is paid", async () => {
    const { port } = stage;
    for (const method of port.methodsOf("IDR")) {
      const order = orderOf(method === "card" ? 1 : 2, first, method);
      const before = await stage.charges();
      const charge = await port.createCharge(order);
      expect(charge).toMatchObject({
        paymentId: order.paymentId,
        state: "pending",
        amountMinor: 50_000n,
        currency: "IDR",
      });
      const { payBy } = charge;
      expect(payBy.kind === "redirect" ? payBy.url : payBy.payload).toMatch(/^\S+$/);
      if (stage.isRepeatable === false) {
        await expect(port.createCharge(order)).rejects.toEqual(expect.objectContaining({ code: "PAYMENT_REFUSED" }));
      } else {
        const again = await port.createCharge(order);
        expect([again.reference, again.payBy]).toEqual([charge.reference, payBy]);
      }
      expect(await stage.charges()).toBe(before + 1);
    }
  });

  test.each(["paid", "failed", "expired"] as const)("a charge that is %s is so when it is asked for", async (state) => {
    const { port, states } = stage;
    if (!states.includes(state)) return;
    const { reference } = await port.createCharge(orderOf(3, first, "card"));
    await stage.become(reference, state);
    const charge = { reference, paymentId: id(3), state, amountMinor: 50_000n, currency: "IDR" };
    expect(await port.fetchCharge({ paymentId: id(3), reference })).toMatchObject(charge);
  });

  test("a charge that nobody made is none", async () => {
    expect(await stage.port.fetchCharge({ paymentId: id(4), reference: null })).toBeNull();
  });

  test("amounts are the same on both sides, in every currency", async () => {
    for (const [nth, amount] of stage.amounts.entries()) {
      const { reference } = await stage.port.createCharge(orderOf(10 + nth, amount, "card"));
      await stage.become(reference, "paid");
      const [currency, amountMinor] = amount;
      const charge = await stage.port.fetchCharge({ paymentId: id(10 + nth), reference });
      expect(charge).toMatchObject({ currency, amountMinor, state: "paid" });
    }
  });

  test("a webhook says which charge it is about", async () => {
    const { reference } = await stage.port.createCharge(orderOf(5, first, "card"));
    await stage.become(reference, "paid");
    const notice = stage.port.readWebhook(arriving(await stage.webhookOf(reference)));
    expect(notice?.reference === reference || notice?.paymentId === id(5)).toBe(true);
  });

  test("a webhook without its signature or with another's is refused", async () => {
    const { reference } = await stage.port.createCharge(orderOf(6, first, "card"));
    await stage.become(reference, "paid");
    const { body, headers } = await stage.webhookOf(reference);
    const headersOf = (value: string): Record<string, string> =>
      Object.fromEntries(Object.keys(headers).map((name) => [name, value]));
    const forged = stage.isSignedInBody
      ? [
          { body: body.replace(/"signature_key":"../, '"signature_key":"00'), headers },
          { body: "{}", headers },
        ]
      : [
          { body, headers: {} },
          { body, headers: headersOf("00".repeat(32)) },
        ];
    for (const webhook of forged) {
      const read = (): unknown => stage.port.readWebhook(arriving(webhook));
      expect(read).toThrow(DomainError);
      expect(read).toThrow(expect.objectContaining({ code: "WEBHOOK_REFUSED" }));
    }
  });

  test("what was paid is given back once, and what was not is refused", async () => {
    const { port } = stage;
    const { reference } = await port.createCharge(orderOf(7, first, "card"));
    const order = { paymentId: id(7), reference, amountMinor: 50_000n, currency: "IDR" } as const;
    await expect(port.refund(order)).rejects.toEqual(expect.objectContaining({ code: "PAYMENT_REFUSED" }));
    await stage.become(reference, "paid");
    const refund = await port.refund(order);
    expect(await port.refund(order)).toBe(refund);
    expect(await port.fetchCharge({ paymentId: id(7), reference })).toMatchObject({ state: "refunded" });
  });

  test("the charges of a day are listed, and no others", async () => {
    const { listCharges } = stage.port;
    if (listCharges === null) return;
    const made = [];
    for (const nth of [8, 9]) made.push((await stage.port.createCharge(orderOf(nth, first, "card"))).reference);
    const between = async (from: number, to: number): Promise<string[]> => {
      const found = [];
      for await (const { reference } of listCharges(new Date(NOW.getTime() + from), new Date(NOW.getTime() + to)))
        found.push(reference);
      return found.toSorted();
    };
    expect(await between(-HOUR_MS, HOUR_MS)).toEqual(made.toSorted());
    expect(await between(HOUR_MS, 2 * HOUR_MS)).toEqual([]);
  });

  test("while nobody responds, nothing is refused for good", async () => {
    if (stage.goAway === undefined) return;
    await stage.goAway();
    const failed = await stage.port.createCharge(orderOf(20, first, "card")).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(failed).not.toBeInstanceOf(DomainError);
  });
}

export { NOW as CONTRACT_NOW };
