import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type FakeResponse, type FakeRequest, startFakeServer } from "./testing/fake-server.ts";
import { CONTRACT_NOW, type PaymentStage, testPaymentContract } from "./testing/payment-contract.ts";
import { XenditPayments } from "./xendit-payments.ts";

const SECRET_KEY = "xnd_production_of_a_test";
const TOKEN = "callback-token-of-a-test";
const createSchema = z.object({
  external_id: z.string(),
  amount: z.number(),
  currency: z.string(),
  payment_methods: z.array(z.string()),
});
const refundSchema = z.object({ invoice_id: z.string() });
const refused = (status: number, error_code: string): FakeResponse => ({
  status,
  json: { error_code, message: error_code },
});

interface Invoice extends z.output<typeof createSchema> {
  readonly id: string;
  status: string;
  readonly created: string;
}

/** Invoices and refunds, by the shapes of Xendit's API reference. */
class FakeXendit {
  readonly invoices: Invoice[] = [];
  readonly refunds: { readonly id: string; readonly invoice_id: string; readonly key: string }[] = [];

  respond = (request: FakeRequest): FakeResponse => {
    const { method, url, body, header } = request;
    if (header("authorization") !== `Basic ${btoa(`${SECRET_KEY}:`)}`) return refused(401, "INVALID_API_KEY");
    if (url.pathname === "/refunds")
      return method === "POST" ? this.#refund(request) : { json: { data: this.#refundsOf(url) } };
    if (method === "POST") return this.#create(createSchema.parse(JSON.parse(body)));
    const id = /^\/v2\/invoices\/(.+)$/.exec(url.pathname)?.[1];
    if (id === undefined) return { json: this.#list(url.searchParams) };
    const found = this.invoices.find((invoice) => invoice.id === id);
    return found ? { json: shown(found) } : refused(404, "INVOICE_NOT_FOUND_ERROR");
  };

  #create(order: z.output<typeof createSchema>): FakeResponse {
    if (order.amount < 1_000 && order.currency === "IDR") return refused(400, "MINIMAL_TRANSFER_AMOUNT_ERROR");
    const invoice = {
      ...order,
      id: `inv-${this.invoices.length + 1}`,
      status: "PENDING",
      created: CONTRACT_NOW.toISOString(),
    };
    this.invoices.push(invoice);
    return { json: shown(invoice) };
  }

  #list(query: URLSearchParams): object[] {
    const [ours, from, to, last] = ["external_id", "created_after", "created_before", "last_invoice"].map((name) =>
      query.get(name),
    );
    const all = this.invoices.filter(
      ({ external_id, created }) =>
        (ours == null || external_id === ours) && (from == null || created >= from) && (to == null || created < to),
    );
    const first = all.findIndex(({ id }) => id === last) + 1;
    return all.slice(first, first + Number(query.get("limit") ?? 10)).map(shown);
  }

  #refund({ body, header }: FakeRequest): FakeResponse {
    const { invoice_id } = refundSchema.parse(JSON.parse(body));
    const key = header("idempotency-key") ?? "";
    const first = this.refunds.find((refund) => refund.key === key);
    if (first) return { json: first };
    if (this.invoices.find(({ id }) => id === invoice_id)?.status !== "PAID")
      return refused(400, "INELIGIBLE_TRANSACTION");
    const refund = { id: `rfd-${this.refunds.length + 1}`, invoice_id, key };
    this.refunds.push(refund);
    return { json: refund };
  }

  #refundsOf(url: URL): object[] {
    return this.refunds.filter(({ invoice_id }) => invoice_id === url.searchParams.get("invoice_id"));
  }
}

function shown({ id, created, status, external_id, amount, currency }: Invoice): object {
  const nothing = [
    "available_banks",
    "available_retail_outlets",
    "available_ewallets",
    "available_qr_codes",
    "available_direct_debits",
    "available_paylaters",
  ].map((name) => [name, []] as const);
  return {
    id,
    external_id,
    user_id: "u1",
    status,
    merchant_name: "Atlas",
    merchant_profile_picture_url: "https://xendit.test/a.png",
    amount,
    currency,
    expiry_date: created,
    invoice_url: `https://checkout.xendit.test/${id}`,
    should_send_email: false,
    created,
    updated: created,
    ...Object.fromEntries(nothing),
  };
}

async function openStage(): Promise<PaymentStage & { readonly fake: FakeXendit; readonly port: XenditPayments }> {
  const fake = new FakeXendit();
  const server = await startFakeServer(fake.respond);
  const port = new XenditPayments({
    secretKey: SECRET_KEY,
    callbackToken: TOKEN,
    url: `http://127.0.0.1:${server.port}`,
  });
  const find = (reference: string): Invoice => {
    const invoice = fake.invoices.find(({ id }) => id === reference);
    if (invoice === undefined) throw new Error("no such invoice");
    return invoice;
  };
  return {
    fake,
    port,
    // A card that is declined leaves an invoice open.
    states: ["paid", "expired"],
    async become(reference, state) {
      find(reference).status = state === "paid" ? "PAID" : "EXPIRED";
    },
    async webhookOf(reference) {
      return { body: JSON.stringify(find(reference)), headers: { "x-callback-token": TOKEN } };
    },
    charges: async () => fake.invoices.length,
    goAway: async () => server[Symbol.asyncDispose](),
    amounts: [
      ["IDR", 50_000n],
      ["USD", 1_250n],
      ["MYR", 1_999n],
    ],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const ORDER = {
  paymentId: "019ad0a0-0000-7000-8000-000000000301",
  amountMinor: 20_000n,
  currency: "IDR",
  method: "qris",
  description: "Atlas wallet",
  returnUrl: "https://atlas.example/wallet",
  expiresAt: new Date(CONTRACT_NOW.getTime() + 3_600_000),
} as const;

describe("Xendit", () => {
  testPaymentContract(openStage);

  test("an invoice is for the method that was chosen", async () => {
    await using stage = await openStage();
    await stage.port.createCharge(ORDER);
    expect(stage.fake.invoices).toMatchObject([{ payment_methods: ["QRIS"], amount: 20_000 }]);
  });

  test("what Xendit does not take is refused for good; a wrong key is our fault, and not in the error", async () => {
    await using stage = await openStage();
    for (const order of [
      { ...ORDER, amountMinor: 999n },
      { ...ORDER, currency: "USD" as const },
    ]) {
      await expect(stage.port.createCharge(order)).rejects.toEqual(
        expect.objectContaining({ code: "PAYMENT_REFUSED" }),
      );
    }
    await using server = await startFakeServer(stage.fake.respond);
    const url = `http://127.0.0.1:${server.port}`;
    const wrong = new XenditPayments({ secretKey: "xnd_production_wrong", callbackToken: TOKEN, url });
    const failed = await wrong.createCharge(ORDER).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "Error", message: "Xendit: 401 INVALID_API_KEY" });
    expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain("xnd_production_wrong");
  });

  test("a day of more charges than a page has is listed whole, each once", async () => {
    await using stage = await openStage();
    for (let nth = 0; nth < 230; nth += 1) {
      const paymentId = `019ad0a0-0000-7000-8000-${String(nth).padStart(12, "0")}`;
      stage.fake.invoices.push({
        id: `inv-${nth}`,
        external_id: paymentId,
        amount: 1_000,
        currency: "IDR",
        payment_methods: ["QRIS"],
        status: "PENDING",
        created: CONTRACT_NOW.toISOString(),
      });
    }
    const listed = [];
    const to = new Date(CONTRACT_NOW.getTime() + 1);
    for await (const { reference } of stage.port.listCharges(CONTRACT_NOW, to)) listed.push(reference);
    expect([listed.length, new Set(listed).size]).toEqual([230, 230]);
  });

  test("messages about other things than invoices are none of a charge's", async () => {
    await using stage = await openStage();
    const message = { rawBody: '{"event":"payout.succeeded","data":{}}', header: () => TOKEN };
    expect(stage.port.readWebhook(message)).toBeNull();
  });
});
