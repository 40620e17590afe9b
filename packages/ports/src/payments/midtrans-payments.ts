import { createHash, timingSafeEqual } from "node:crypto";
import { DomainError } from "@atlas/core/errors";
import { CHARGE_METHODS, type ChargeMethod } from "@atlas/core/payments/payment";
import type {
  Charge,
  ChargeKey,
  ChargeOrder,
  OpenedCharge,
  PaymentPort,
  RefundOrder,
  Webhook,
} from "@atlas/core/payments/payment-port";
import { CoreApi, Snap } from "midtrans-client";
import { z } from "zod";
import { mainAmount, minorOfMain } from "./provider-amount.ts";

const TIMEOUT_MS = 8_000;
const MINUTE_MS = 60_000;
/** Our own keys or limits at the provider: they are no fault of the payment. */
const NOT_ABOUT_PAYMENT = new Set([401, 402, 403, 408, 429]);

export interface MidtransConfig {
  readonly serverKey: string;
  /** Or its sandbox. */
  readonly isProduction: boolean;
  /** What sends requests instead of the network: hosts of the client are fixed. */
  readonly adapter?: (request: object) => Promise<object>;
}

const snapSchema = z.object({ redirect_url: z.url() });
const qrisSchema = z.object({ qr_string: z.string().min(1) });
const statusSchema = z.object({
  order_id: z.string(),
  transaction_status: z.string(),
  fraud_status: z.string().optional(),
  gross_amount: z.string(),
  currency: z.string().default("IDR"),
  transaction_time: z.string(),
});
const noticeSchema = z.object({
  order_id: z.string(),
  status_code: z.string(),
  gross_amount: z.string(),
  signature_key: z.string(),
});
const refundSchema = z.object({ refund_key: z.string() });

const STATES: Readonly<Record<string, Charge["state"]>> = {
  settlement: "paid",
  capture: "paid",
  deny: "failed",
  failure: "failed",
  cancel: "failed",
  expire: "expired",
  refund: "refunded",
  partial_refund: "refunded",
  chargeback: "refunded",
  partial_chargeback: "refunded",
};

/** Takes cards by Midtrans Snap, whose page is Midtrans's, and QRIS by its Core API. An order of theirs has the payment's id. */
export class MidtransPayments implements PaymentPort {
  readonly provider = "midtrans";
  readonly listCharges = null;
  readonly #snap: Snap;
  readonly #core: CoreApi;
  readonly #serverKey: string;

  constructor({ serverKey, isProduction, adapter }: MidtransConfig) {
    const options = { serverKey, isProduction, clientKey: "" };
    this.#snap = new Snap(options);
    this.#core = new CoreApi(options);
    this.#serverKey = serverKey;
    for (const { httpClient } of [this.#snap, this.#core]) {
      Object.assign(httpClient.http_client.defaults, { timeout: TIMEOUT_MS, ...(adapter && { adapter }) });
    }
  }

  readonly methodsOf = (currency: string): readonly ChargeMethod[] => (currency === "IDR" ? CHARGE_METHODS : []);

  async createCharge(order: ChargeOrder): Promise<OpenedCharge> {
    const { paymentId, amountMinor, currency, method } = order;
    if (currency !== "IDR") throw new DomainError("PAYMENT_REFUSED", "Midtrans takes rupiah only.");
    const transaction_details = { order_id: paymentId, gross_amount: mainAmount(amountMinor, currency) };
    const payBy = await (method === "card"
      ? this.#openPage(order, transaction_details)
      : this.#openCode(order, transaction_details));
    const charge = { reference: paymentId, paymentId, state: "pending", amountMinor, currency } as const;
    return { ...charge, createdAt: new Date(), payBy };
  }

  async fetchCharge({ paymentId }: ChargeKey): Promise<Charge | null> {
    const answer = await this.#status(paymentId);
    return answer === null ? null : toCharge(answer);
  }

  /** The signature is of the order, the status and the amount, with the server's key. */
  readWebhook({ rawBody }: Webhook): { paymentId: string; reference: null } {
    const notice = noticeSchema.safeParse(parsed(rawBody)).data;
    const { order_id = "", status_code = "", gross_amount = "", signature_key = "" } = notice ?? {};
    const expected = createHash("sha512")
      .update(order_id + status_code + gross_amount + this.#serverKey)
      .digest();
    const given = Buffer.from(signature_key, "hex");
    if (notice === undefined || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new DomainError("WEBHOOK_REFUSED", "This message is not signed by Midtrans.");
    }
    return { paymentId: order_id, reference: null };
  }

  async refund({ paymentId, amountMinor, currency }: RefundOrder): Promise<string> {
    const refundKey = `refund-${paymentId}`;
    const order = { refund_key: refundKey, amount: mainAmount(amountMinor, currency), reason: "refund" };
    try {
      return refundSchema.parse(await asking(async () => this.#core.transaction.refund(paymentId, order))).refund_key;
    } catch (error) {
      // A repeat is refused: what it would do is done.
      if ((await this.fetchCharge({ paymentId, reference: null }))?.state === "refunded") return refundKey;
      throw error;
    }
  }

  async #openPage({ returnUrl, expiresAt }: ChargeOrder, transaction_details: object): Promise<OpenedCharge["payBy"]> {
    const transaction = {
      transaction_details,
      enabled_payments: ["credit_card"],
      credit_card: { secure: true },
      callbacks: { finish: returnUrl },
      expiry: { unit: "minute", duration: minutesUntil(expiresAt) },
    };
    const answer = await asking(async () => this.#snap.createTransaction(transaction));
    return { kind: "redirect", url: snapSchema.parse(answer).redirect_url };
  }

  async #openCode({ expiresAt }: ChargeOrder, transaction_details: object): Promise<OpenedCharge["payBy"]> {
    const charge = {
      payment_type: "qris",
      transaction_details,
      qris: { acquirer: "gopay" },
      custom_expiry: { unit: "minute", expiry_duration: minutesUntil(expiresAt) },
    };
    const answer = await asking(async () => this.#core.charge(charge));
    return { kind: "qr", payload: qrisSchema.parse(answer).qr_string, url: null };
  }

  /** Null for an order that is not known there: before its payer has chosen how to pay, a page of Snap's is none. */
  async #status(orderId: string): Promise<z.output<typeof statusSchema> | null> {
    try {
      return statusSchema.parse(await this.#core.transaction.status(orderId));
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw plain(error);
    }
  }
}

function toCharge(answer: z.output<typeof statusSchema>): Charge {
  const { order_id: reference, transaction_status: status, fraud_status: fraud, gross_amount, currency } = answer;
  return {
    reference,
    paymentId: reference,
    // A card whose owner is being looked into is not paid yet.
    state: status === "capture" && fraud === "challenge" ? "pending" : (STATES[status] ?? "pending"),
    amountMinor: minorOfMain(gross_amount, currency),
    currency,
    // Without a zone, in Jakarta's time.
    createdAt: new Date(`${answer.transaction_time.replace(" ", "T")}+07:00`),
  };
}

function minutesUntil(expiresAt: Date): number {
  return Math.max(1, Math.ceil((expiresAt.getTime() - Date.now()) / MINUTE_MS));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function asking(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    const status = statusOf(error);
    if (status >= 400 && status < 500 && !NOT_ABOUT_PAYMENT.has(status)) {
      throw new DomainError("PAYMENT_REFUSED", "Midtrans does not take this payment.", { cause: plain(error) });
    }
    throw plain(error);
  }
}

/** Of the HTTP response, or of what stands in its body as text; 0 without an answer. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !("httpStatusCode" in error)) return 0;
  return Number(error.httpStatusCode ?? 0);
}

/** What Midtrans said, without the request, which carries the key. */
function plain(error: unknown): Error {
  if (error instanceof z.ZodError) return error;
  return new Error(`Midtrans: ${statusOf(error) === 0 ? "no answer" : statusOf(error)}`);
}
