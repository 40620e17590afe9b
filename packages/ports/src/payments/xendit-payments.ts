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
import { Xendit, XenditSdkError } from "xendit-node";
import { z } from "zod";
import { mainAmount, minorOfMain } from "./provider-amount.ts";

const TIMEOUT_MS = 8_000;
const SECOND_MS = 1_000;
const PAGE = 100;
const CARD_CURRENCIES = new Set(["IDR", "USD", "THB", "VND", "PHP", "MYR"]);
const CHANNELS: { readonly [M in ChargeMethod]: string } = { card: "CREDIT_CARD", qris: "QRIS" };
/** Our own keys or limits at the provider: they are no fault of the payment. */
const NOT_ABOUT_PAYMENT = new Set([401, 403, 408, 429]);

export interface XenditConfig {
  readonly secretKey: string;
  readonly callbackToken: string;
  /** Where it is reached instead of Xendit's own address. */
  readonly url?: string;
}

type Invoice = Awaited<ReturnType<Xendit["Invoice"]["getInvoiceById"]>>;

const noticeSchema = z.object({ id: z.string(), external_id: z.string() });

/** Takes cards and QRIS by Xendit's invoices, whose page is Xendit's. An invoice's external id is the payment's. */
export class XenditPayments implements PaymentPort {
  readonly provider = "xendit";
  readonly #xendit: Xendit;
  readonly #callbackToken: string;

  constructor({ secretKey, callbackToken, url }: XenditConfig) {
    this.#xendit = new Xendit({ secretKey, ...(url === undefined ? {} : { xenditURL: url }) });
    this.#callbackToken = callbackToken;
  }

  readonly methodsOf = (currency: string): readonly ChargeMethod[] =>
    currency === "IDR" ? CHARGE_METHODS : CARD_CURRENCIES.has(currency) ? ["card"] : [];

  /** Xendit makes a second invoice for the same external id: what is there already is looked for first. */
  async createCharge(order: ChargeOrder): Promise<OpenedCharge> {
    const { paymentId, amountMinor, currency, method, description, returnUrl, expiresAt } = order;
    if (!this.methodsOf(currency).includes(method)) {
      throw new DomainError("PAYMENT_REFUSED", `Xendit takes no ${method} in ${currency}.`);
    }
    const invoice =
      (await this.#ofPayment(paymentId)) ??
      (await asking(async () =>
        this.#xendit.Invoice.createInvoice({
          data: {
            externalId: paymentId,
            amount: mainAmount(amountMinor, currency),
            currency,
            description,
            invoiceDuration: Math.max(60, Math.ceil((expiresAt.getTime() - Date.now()) / SECOND_MS)),
            successRedirectUrl: returnUrl,
            failureRedirectUrl: returnUrl,
            paymentMethods: [CHANNELS[method]],
          },
        }),
      ));
    return { ...toCharge(invoice, false), payBy: { kind: "redirect", url: invoice.invoiceUrl } };
  }

  async fetchCharge({ paymentId, reference }: ChargeKey): Promise<Charge | null> {
    const invoice = await (reference === null ? this.#ofPayment(paymentId) : this.#find(reference));
    return invoice === null ? null : toCharge(invoice, await this.#isGivenBack(invoice));
  }

  /** The token is the same in all messages: it says who sends, and nothing of what. */
  readWebhook({ rawBody, header }: Webhook): { paymentId: string; reference: string } | null {
    const [given, expected] = [header("x-callback-token") ?? "", this.#callbackToken].map((token) =>
      createHash("sha256").update(token).digest(),
    );
    if (given === undefined || expected === undefined || !timingSafeEqual(given, expected)) {
      throw new DomainError("WEBHOOK_REFUSED", "This message does not have Xendit's token.");
    }
    const notice = noticeSchema.safeParse(JSON.parse(rawBody)).data;
    return notice === undefined ? null : { paymentId: notice.external_id, reference: notice.id };
  }

  async refund({ paymentId, reference, amountMinor, currency }: RefundOrder): Promise<string> {
    const order = {
      idempotencyKey: `refund-${paymentId}`,
      data: {
        invoiceId: reference,
        referenceId: paymentId,
        amount: mainAmount(amountMinor, currency),
        currency,
        reason: "REQUESTED_BY_CUSTOMER",
      },
    } as const;
    const { id } = await asking(async () => this.#xendit.Refund.createRefund(order));
    if (id === undefined) throw new Error("Xendit made a refund without an id");
    return id;
  }

  readonly listCharges = (from: Date, to: Date): AsyncIterable<Charge> => this.#list(from, to);

  async *#list(from: Date, to: Date): AsyncGenerator<Charge> {
    const span = { createdAfter: from, createdBefore: to, limit: PAGE };
    for (let last: string | undefined; ;) {
      const after = last === undefined ? {} : { lastInvoice: last };
      const page = await asking(async () => this.#xendit.Invoice.getInvoices({ ...span, ...after }));
      for (const invoice of page) yield toCharge(invoice, await this.#isGivenBack(invoice));
      last = page.at(-1)?.id;
      if (page.length < PAGE || last === undefined) return;
    }
  }

  async #ofPayment(paymentId: string): Promise<Invoice | null> {
    const [invoice] = await asking(async () => this.#xendit.Invoice.getInvoices({ externalId: paymentId }));
    return invoice ?? null;
  }

  async #find(invoiceId: string): Promise<Invoice | null> {
    return await asking(async () => this.#xendit.Invoice.getInvoiceById({ invoiceId })).catch((error: unknown) => {
      if (error instanceof DomainError) return null;
      throw error;
    });
  }

  /** An invoice that was paid stays so: what was given back of it is asked for apart. One that failed gave nothing back. */
  async #isGivenBack({ id, status }: Invoice): Promise<boolean> {
    if (id === undefined || (status !== "PAID" && status !== "SETTLED")) return false;
    const { data } = await asking(async () => this.#xendit.Refund.getAllRefunds({ invoiceId: id }));
    return data.some(({ failureCode }) => failureCode == null);
  }
}

function toCharge(invoice: Invoice, isGivenBack: boolean): Charge {
  const { id, externalId, status, amount, currency = "IDR", created } = invoice;
  if (id === undefined) throw new Error("Xendit named an invoice without its id");
  const isPaid = status === "PAID" || status === "SETTLED";
  return {
    reference: id,
    paymentId: externalId,
    state: isPaid ? (isGivenBack ? "refunded" : "paid") : status === "EXPIRED" ? "expired" : "pending",
    amountMinor: minorOfMain(amount, currency),
    currency,
    createdAt: created,
  };
}

/** Within the time: the client has no limit of its own. */
async function asking<T>(ask: () => Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("Xendit: no answer in time")), TIMEOUT_MS);
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    const status = error instanceof XenditSdkError ? Number(error.status) : 0;
    if (status >= 400 && status < 500 && !NOT_ABOUT_PAYMENT.has(status)) {
      throw new DomainError("PAYMENT_REFUSED", "Xendit does not take this payment.", { cause: plain(error) });
    }
    throw plain(error);
  } finally {
    clearTimeout(timer);
  }
}

/** What Xendit said, without what was sent. */
function plain(error: unknown): Error {
  if (!(error instanceof XenditSdkError)) return new Error(`Xendit: ${String(error)}`);
  return new Error(`Xendit: ${error.status} ${error.errorCode ?? ""}`.trim());
}
