import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { StripePayments } from "./stripe-payments.ts";
import { type FakeResponse, type FakeRequest, startFakeServer } from "./testing/fake-server.ts";
import { CONTRACT_NOW, type PaymentStage, testPaymentContract } from "./testing/payment-contract.ts";

const WEBHOOK_SECRET = "whsec_of_a_test";
const MISSING: FakeResponse = {
  status: 404,
  json: { error: { type: "invalid_request_error", code: "resource_missing", message: "No such object" } },
};

interface Session {
  readonly id: string;
  readonly object: "checkout.session";
  readonly client_reference_id: string | null;
  readonly amount_total: number;
  readonly currency: string;
  readonly created: number;
  readonly url: string;
  status: string;
  payment_status: string;
  payment_intent: { readonly id: string; readonly latest_charge: { amount_refunded: number } } | null;
}

/** Checkout sessions and refunds, by the shapes of Stripe's API reference. */
class FakeStripe {
  readonly sessions: Session[] = [];
  readonly #responses = new Map<string, FakeResponse>();

  respond = (request: FakeRequest): FakeResponse => {
    const { method, url, header } = request;
    if (header("authorization") !== "Bearer sk_test_of_a_test")
      return { status: 401, json: { error: { type: "invalid_request_error" } } };
    if (method === "POST") {
      const key = header("idempotency-key") ?? "";
      const first = this.#responses.get(key);
      if (first) return first;
      const response = url.pathname === "/v1/refunds" ? this.#refund(request) : this.#create(request);
      if (key !== "" && (response.status ?? 200) < 300) this.#responses.set(key, response);
      return response;
    }
    const id = /^\/v1\/checkout\/sessions\/(\w+)$/.exec(url.pathname)?.[1];
    if (id !== undefined) {
      const found = this.sessions.find((session) => session.id === id);
      return found ? { json: found } : MISSING;
    }
    const [from, to] = ["created[gte]", "created[lt]"].map((name) => Number(url.searchParams.get(name)));
    const data = this.sessions.filter(({ created }) => created >= (from ?? 0) && created < (to ?? 0));
    return { json: { object: "list", url: "/v1/checkout/sessions", has_more: false, data } };
  };

  #create({ body }: FakeRequest): FakeResponse {
    const form = new URLSearchParams(body);
    const amount = Number(form.get("line_items[0][price_data][unit_amount]"));
    if (amount < 50) {
      return {
        status: 400,
        json: { error: { type: "invalid_request_error", code: "amount_too_small", message: "small" } },
      };
    }
    const id = `cs_test_${this.sessions.length + 1}`;
    const session: Session = {
      id,
      object: "checkout.session",
      client_reference_id: form.get("client_reference_id"),
      amount_total: amount,
      currency: form.get("line_items[0][price_data][currency]") ?? "",
      created: CONTRACT_NOW.getTime() / 1_000,
      url: `https://checkout.stripe.test/${id}`,
      status: "open",
      payment_status: "unpaid",
      payment_intent: null,
    };
    this.sessions.push(session);
    // As it was then: what comes later is asked for.
    return { json: { ...session } };
  }

  #refund({ body }: FakeRequest): FakeResponse {
    const intent = new URLSearchParams(body).get("payment_intent");
    const session = this.sessions.find(({ payment_intent: paid }) => paid?.id === intent);
    if (!session?.payment_intent) return MISSING;
    session.payment_intent.latest_charge.amount_refunded = session.amount_total;
    return { json: { id: `re_${session.id}`, object: "refund" } };
  }
}

async function openStage(): Promise<PaymentStage & { readonly fake: FakeStripe }> {
  const fake = new FakeStripe();
  const server = await startFakeServer(fake.respond);
  const port = new StripePayments({
    secretKey: "sk_test_of_a_test",
    webhookSecret: WEBHOOK_SECRET,
    server: { host: "127.0.0.1", port: server.port, protocol: "http" },
  });
  const find = (reference: string): Session => {
    const session = fake.sessions.find(({ id }) => id === reference);
    if (session === undefined) throw new Error("no such session");
    return session;
  };
  return {
    fake,
    port,
    // A card that is declined leaves a session open.
    states: ["paid", "expired"],
    async become(reference, state) {
      const session = find(reference);
      session.status = state === "paid" ? "complete" : "expired";
      if (state !== "paid") return;
      session.payment_status = "paid";
      session.payment_intent = { id: `pi_${reference}`, latest_charge: { amount_refunded: 0 } };
    },
    async webhookOf(reference) {
      const event = {
        id: "evt_1",
        object: "event",
        type: "checkout.session.completed",
        data: { object: find(reference) },
      };
      const body = JSON.stringify(event);
      const header = new Stripe("sk_test_x").webhooks.generateTestHeaderString({
        payload: body,
        secret: WEBHOOK_SECRET,
      });
      return { body, headers: { "Stripe-Signature": header } };
    },
    charges: async () => fake.sessions.length,
    goAway: async () => server[Symbol.asyncDispose](),
    amounts: [
      ["IDR", 50_000n],
      ["USD", 1_250n],
      ["VND", 80_000n],
    ],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe("Stripe", () => {
  testPaymentContract(openStage);

  test("rupiah are counted in sen there", async () => {
    await using stage = await openStage();
    await stage.port.createCharge({ ...ORDER, amountMinor: 50_000n });
    expect(stage.fake.sessions).toMatchObject([{ amount_total: 5_000_000, currency: "idr" }]);
  });

  test("an amount that Stripe does not take, and QRIS, are refused for good", async () => {
    await using stage = await openStage();
    for (const order of [
      { ...ORDER, amountMinor: 0n },
      { ...ORDER, method: "qris" as const },
    ]) {
      await expect(stage.port.createCharge(order)).rejects.toEqual(
        expect.objectContaining({ code: "PAYMENT_REFUSED" }),
      );
    }
  });

  test("a wrong key is our fault and not the payment's, and is not repeated in the error", async () => {
    await using stage = await openStage();
    await using server = await startFakeServer(stage.fake.respond);
    const address = { host: "127.0.0.1", port: server.port, protocol: "http" } as const;
    const port = new StripePayments({ secretKey: "sk_test_wrong", webhookSecret: "whsec", server: address });
    const failed = await port.createCharge(ORDER).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "Error" });
    expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain("sk_test");
  });

  test("events about other things are none of a charge's; what was given back is", async () => {
    await using stage = await openStage();
    const read = (event: object): unknown => {
      const body = JSON.stringify({ id: "evt_1", object: "event", ...event });
      const signature = new Stripe("sk_test_x").webhooks.generateTestHeaderString({
        payload: body,
        secret: WEBHOOK_SECRET,
      });
      return stage.port.readWebhook({ rawBody: body, header: () => signature });
    };
    expect(read({ type: "customer.created", data: { object: { id: "cus_1" } } })).toBeNull();
    const charge = { id: "ch_1", object: "charge", metadata: { paymentId: ORDER.paymentId } };
    expect(read({ type: "charge.refunded", data: { object: charge } })).toEqual({
      paymentId: ORDER.paymentId,
      reference: null,
    });
  });
});

const ORDER = {
  paymentId: "019ad0a0-0000-7000-8000-000000000101",
  amountMinor: 20_000n,
  currency: "IDR",
  method: "card",
  description: "Atlas wallet",
  returnUrl: "https://atlas.example/wallet",
  expiresAt: new Date(CONTRACT_NOW.getTime() + 3_600_000),
} as const;
