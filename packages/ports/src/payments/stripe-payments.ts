import { DomainError } from "@atlas/core/errors";
import type { ChargeMethod } from "@atlas/core/payments/payment";
import type {
  Charge,
  ChargeKey,
  ChargeOrder,
  OpenedCharge,
  PaymentPort,
  RefundOrder,
  Webhook,
} from "@atlas/core/payments/payment-port";
import Stripe from "stripe";
import { z } from "zod";
import { minorOfScaled, scaledAmount } from "./provider-amount.ts";

const TIMEOUT_MS = 8_000;
/** Of Atlas's currencies those that Stripe counts without decimals; all others have two, rupiah too. */
const WITHOUT_DECIMALS = new Set(["VND"]);
/** Our own keys or limits at the provider: they are no fault of the payment. */
const NOT_ABOUT_PAYMENT = new Set([401, 403, 408, 409, 429]);

export interface StripeConfig {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where it is reached instead of Stripe's own address. */
  readonly server?: { readonly host: string; readonly port: number; readonly protocol: "http" | "https" };
}

const aboutSchema = z.object({
  id: z.string(),
  object: z.string(),
  client_reference_id: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

/** Takes cards by Stripe Checkout: a charge is a session, its page is Stripe's. */
export class StripePayments implements PaymentPort {
  readonly provider = "stripe";
  readonly #stripe: Stripe;
  readonly #webhookSecret: string;

  constructor({ secretKey, webhookSecret, server }: StripeConfig) {
    this.#stripe = new Stripe(secretKey, { timeout: TIMEOUT_MS, maxNetworkRetries: 0, telemetry: false, ...server });
    this.#webhookSecret = webhookSecret;
  }

  readonly methodsOf = (): readonly ChargeMethod[] => ["card"];

  async createCharge(order: ChargeOrder): Promise<OpenedCharge> {
    const { paymentId, amountMinor, currency, method, description, returnUrl, expiresAt } = order;
    if (method !== "card") throw new DomainError("PAYMENT_REFUSED", "Stripe takes cards only here.");
    const metadata = { paymentId };
    const session = await asking(async () =>
      this.#stripe.checkout.sessions.create(
        {
          mode: "payment",
          client_reference_id: paymentId,
          allowed_payment_method_types: ["card"],
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency: currency.toLowerCase(),
                unit_amount: scaledAmount(amountMinor, currency, exponentOf(currency)),
                product_data: { name: description },
              },
            },
          ],
          success_url: returnUrl,
          cancel_url: returnUrl,
          expires_at: Math.floor(expiresAt.getTime() / 1_000),
          metadata,
          payment_intent_data: { metadata },
        },
        { idempotencyKey: paymentId },
      ),
    );
    if (session.url === null) throw new Error("Stripe made a session without a page");
    return { ...toCharge(session), payBy: { kind: "redirect", url: session.url } };
  }

  /** A session whose reference did not reach us has a page that nobody knows: it is as good as none. */
  async fetchCharge({ reference }: ChargeKey): Promise<Charge | null> {
    if (reference === null) return null;
    const session = await this.#find(reference);
    return session === null ? null : toCharge(session);
  }

  readWebhook({ rawBody, header }: Webhook): { paymentId: string | null; reference: string | null } | null {
    const { type, data } = this.#verify(rawBody, header("stripe-signature") ?? "");
    if (!type.startsWith("checkout.session.") && type !== "charge.refunded") return null;
    const { id, object, client_reference_id: ours, metadata } = aboutSchema.parse(data.object);
    return { paymentId: ours ?? metadata?.["paymentId"] ?? null, reference: object === "checkout.session" ? id : null };
  }

  async refund({ paymentId, reference }: RefundOrder): Promise<string> {
    const session = await this.#find(reference);
    if (session === null || session.payment_status !== "paid" || session.payment_intent === null) {
      throw new DomainError("PAYMENT_REFUSED", "Only what was paid can be given back.");
    }
    const { payment_intent: intent } = session;
    const order = { payment_intent: typeof intent === "string" ? intent : intent.id, metadata: { paymentId } };
    return (await asking(async () => this.#stripe.refunds.create(order, { idempotencyKey: `refund-${paymentId}` }))).id;
  }

  readonly listCharges = (from: Date, to: Date): AsyncIterable<Charge> => this.#list(from, to);

  async *#list(from: Date, to: Date): AsyncGenerator<Charge> {
    const created = { gte: Math.floor(from.getTime() / 1_000), lt: Math.floor(to.getTime() / 1_000) };
    const expand = ["data.payment_intent.latest_charge"];
    for await (const session of this.#stripe.checkout.sessions.list({ created, limit: 100, expand })) {
      yield toCharge(session);
    }
  }

  async #find(reference: string): Promise<Stripe.Checkout.Session | null> {
    try {
      return await this.#stripe.checkout.sessions.retrieve(reference, { expand: ["payment_intent.latest_charge"] });
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError && error.statusCode === 404) return null;
      throw plain(error);
    }
  }

  #verify(rawBody: string, signature: string): Stripe.Event {
    try {
      return this.#stripe.webhooks.constructEvent(rawBody, signature, this.#webhookSecret);
    } catch {
      throw new DomainError("WEBHOOK_REFUSED", "This message is not signed by Stripe.");
    }
  }
}

function toCharge(session: Stripe.Checkout.Session): Charge {
  const { id, client_reference_id: paymentId, amount_total: total, created } = session;
  const currency = (session.currency ?? "").toUpperCase();
  return {
    reference: id,
    paymentId,
    state: stateOf(session),
    amountMinor: minorOfScaled(total ?? 0, currency, exponentOf(currency)),
    currency,
    createdAt: new Date(created * 1_000),
  };
}

/** A card that was declined leaves the session open: its owner tries another one. */
function stateOf({ status, payment_status: paid, payment_intent: intent }: Stripe.Checkout.Session): Charge["state"] {
  if (paid === "paid") {
    const charge = intent !== null && typeof intent === "object" ? intent.latest_charge : null;
    const isGivenBack = charge !== null && typeof charge === "object" && charge.amount_refunded > 0;
    return isGivenBack ? "refunded" : "paid";
  }
  return status === "expired" ? "expired" : "pending";
}

function exponentOf(currency: string): number {
  return WITHOUT_DECIMALS.has(currency) ? 0 : 2;
}

async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const status = error instanceof Stripe.errors.StripeError ? (error.statusCode ?? 0) : 0;
    if (status >= 400 && status < 500 && !NOT_ABOUT_PAYMENT.has(status)) {
      throw new DomainError("PAYMENT_REFUSED", "Stripe does not take this payment.", { cause: plain(error) });
    }
    throw plain(error);
  }
}

/** What Stripe said, without the request, which carries keys. */
function plain(error: unknown): Error {
  if (!(error instanceof Stripe.errors.StripeError)) return new Error(`Stripe: ${String(error)}`);
  return new Error(`Stripe: ${error.type} ${error.statusCode ?? "no answer"} ${error.code ?? ""}`.trim());
}
