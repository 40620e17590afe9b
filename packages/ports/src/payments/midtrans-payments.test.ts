import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { MidtransPayments } from "./midtrans-payments.ts";
import { type PaymentStage, testPaymentContract } from "./testing/payment-contract.ts";

const SERVER_KEY = "SB-Mid-server-of-a-test";
const requestSchema = z.object({
  method: z.string(),
  url: z.string(),
  data: z.unknown(),
  auth: z.object({ username: z.string() }),
});
const orderSchema = z.object({
  transaction_details: z.object({ order_id: z.string(), gross_amount: z.number() }),
  payment_type: z.string().optional(),
});
const refundSchema = z.object({ refund_key: z.string() });

interface Transaction {
  readonly orderId: string;
  readonly amount: string;
  status: string;
  fraud?: string;
}

/** Snap, the Core API's QRIS charge, status and refund, by the shapes of Midtrans's documentation, as an adapter of Axios. */
class FakeMidtrans {
  readonly transactions: Transaction[] = [];
  isAway = false;

  readonly adapter = async (request: object): Promise<object> => {
    const config = requestSchema.parse(request);
    if (this.isAway) throw new Error("connect ECONNREFUSED");
    const [status, data] = this.#answer(config);
    const response = { status, statusText: "", headers: {}, config: request, data };
    // Axios rejects by the status, which its own adapters see to.
    if (status >= 300) throw Object.assign(new Error(`Request failed with status code ${status}`), { response });
    return response;
  };

  find(orderId: string): Transaction {
    const found = this.transactions.find((transaction) => transaction.orderId === orderId);
    if (found === undefined) throw new Error("no such order");
    return found;
  }

  #answer({ method, url, data, auth }: z.output<typeof requestSchema>): [status: number, body: object] {
    if (auth.username !== SERVER_KEY) return [401, { error_messages: ["Access denied"] }];
    const { hostname, pathname } = new URL(url);
    if (!/^(?:app|api)\.sandbox\.midtrans\.com$/.test(hostname)) return [500, {}];
    const [, orderId, what] = /^\/v2\/([^/]+)\/(status|refund)$/.exec(pathname) ?? [];
    if (what === "refund") return this.#refund(orderId ?? "", refundSchema.parse(parsed(data)));
    if (what === "status") return this.#status(orderId ?? "");
    if (method !== "post") return [404, {}];
    return this.#create(pathname, orderSchema.parse(parsed(data)));
  }

  #create(
    pathname: string,
    { transaction_details: order, payment_type: type }: z.output<typeof orderSchema>,
  ): [number, object] {
    const { order_id: orderId, gross_amount: amount } = order;
    const isSnap = pathname === "/snap/v1/transactions";
    if (this.transactions.some((made) => made.orderId === orderId)) {
      return isSnap
        ? [400, { error_messages: ["transaction_details.order_id has already been taken"] }]
        : [200, { status_code: "406", status_message: "The request could not be completed due to a conflict" }];
    }
    if (amount < 1)
      return [400, { error_messages: ["transaction_details.gross_amount must be greater than or equal to 0.01"] }];
    this.transactions.push({ orderId, amount: `${amount}.00`, status: "pending" });
    if (isSnap)
      return [201, { token: "t", redirect_url: `https://app.sandbox.midtrans.com/snap/v4/redirection/${orderId}` }];
    if (type !== "qris") return [400, {}];
    return [200, { status_code: "201", transaction_status: "pending", order_id: orderId, qr_string: `0002${orderId}` }];
  }

  #status(orderId: string): [number, object] {
    const found = this.transactions.find((transaction) => transaction.orderId === orderId);
    // Errors of the Core API stand in the body of a 200.
    if (found === undefined) return [200, { status_code: "404", status_message: "Transaction doesn't exist." }];
    const { amount, status, fraud } = found;
    return [
      200,
      {
        status_code: status === "expire" ? "407" : status === "deny" ? "202" : "200",
        order_id: orderId,
        transaction_status: status,
        ...(fraud === undefined ? {} : { fraud_status: fraud }),
        gross_amount: amount,
        currency: "IDR",
        transaction_time: "2026-11-30 12:00:00",
      },
    ];
  }

  #refund(orderId: string, { refund_key }: z.output<typeof refundSchema>): [number, object] {
    const found = this.transactions.find((transaction) => transaction.orderId === orderId);
    if (found?.status !== "settlement") return [200, { status_code: "412", status_message: "cannot modify" }];
    found.status = "refund";
    return [200, { status_code: "200", refund_key, order_id: orderId }];
  }
}

function parsed(data: unknown): unknown {
  return typeof data === "string" ? JSON.parse(data) : data;
}

const STATES = { paid: "settlement", failed: "deny", expired: "expire" } as const;

function webhookOf({ orderId, amount, status }: Transaction): { body: string; headers: Record<string, string> } {
  const status_code = "200";
  const signature_key = createHash("sha512")
    .update(orderId + status_code + amount + SERVER_KEY)
    .digest("hex");
  const notice = { order_id: orderId, status_code, gross_amount: amount, transaction_status: status, signature_key };
  return { body: JSON.stringify(notice), headers: {} };
}

async function openStage(): Promise<PaymentStage & { readonly fake: FakeMidtrans; readonly port: MidtransPayments }> {
  const fake = new FakeMidtrans();
  const port = new MidtransPayments({ serverKey: SERVER_KEY, isProduction: false, adapter: fake.adapter });
  return {
    fake,
    port,
    states: ["paid", "failed", "expired"],
    // An order's id is taken once: what its first answer said is lost with it.
    isRepeatable: false,
    isSignedInBody: true,
    async become(reference, state) {
      if (state !== "refunded") fake.find(reference).status = STATES[state];
    },
    webhookOf: async (reference) => webhookOf(fake.find(reference)),
    charges: async () => fake.transactions.length,
    goAway: async () => void (fake.isAway = true),
    amounts: [["IDR", 50_000n]],
    async [Symbol.asyncDispose]() {},
  };
}

describe("Midtrans", () => {
  testPaymentContract(openStage);

  test.each([
    ["capture", "accept", "paid"],
    ["capture", "challenge", "pending"],
    ["authorize", undefined, "pending"],
    ["cancel", undefined, "failed"],
    ["failure", undefined, "failed"],
    ["partial_refund", undefined, "refunded"],
    ["chargeback", undefined, "refunded"],
    ["of tomorrow", undefined, "pending"],
  ])("a transaction in %s (%s) is %s", async (status, fraud, state) => {
    await using stage = await openStage();
    const paymentId = "019ad0a0-0000-7000-8000-000000000201";
    stage.fake.transactions.push({
      orderId: paymentId,
      amount: "1000.00",
      status,
      ...(fraud === undefined ? {} : { fraud }),
    });
    expect(await stage.port.fetchCharge({ paymentId, reference: null })).toMatchObject({
      state,
      createdAt: new Date("2026-11-30T05:00:00Z"),
    });
  });

  test("a webhook whose amount, order or status is another is refused", async () => {
    await using stage = await openStage();
    const { body } = webhookOf({ orderId: "o1", amount: "1000.00", status: "settlement" });
    expect(stage.port.readWebhook({ rawBody: body, header: () => undefined })).toEqual({
      paymentId: "o1",
      reference: null,
    });
    for (const forged of [
      body.replace("1000.00", "9000.00"),
      body.replace("o1", "o2"),
      body.replace('"200"', '"201"'),
      "no json",
    ])
      expect(() => stage.port.readWebhook({ rawBody: forged, header: () => undefined })).toThrow(
        "not signed by Midtrans",
      );
  });

  test("rupiah only, and an error has no key in it", async () => {
    await using stage = await openStage();
    expect(stage.port.methodsOf("USD")).toEqual([]);
    const wrong = new MidtransPayments({ serverKey: "a-wrong-key", isProduction: false, adapter: stage.fake.adapter });
    const failed = await wrong.fetchCharge({ paymentId: "o1", reference: null }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "Error", message: "Midtrans: 401" });
    expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain("a-wrong-key");
  });
});
