import type { Currency } from "../money.ts";
import type { ChargeMethod, ChargeState, PaymentProvider } from "./payment.ts";

export interface ChargeOrder {
  /** Ours, and the idempotency key: the same id is the same charge, however often it is asked for. */
  readonly paymentId: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly method: ChargeMethod;
  /** What the payer reads at the provider. */
  readonly description: string;
  /** Where the provider's page leads back to. */
  readonly returnUrl: string;
  readonly expiresAt: Date;
}

/** How the payer goes on: at a page of the provider's, or with a code to scan, which may have a page as well. */
export type PayBy =
  | { readonly kind: "redirect"; readonly url: string }
  | { readonly kind: "qr"; readonly payload: string; readonly url: string | null };

export interface Charge {
  /** The provider's. */
  readonly reference: string;
  /** Ours; null for a charge that is none of ours. */
  readonly paymentId: string | null;
  readonly state: ChargeState;
  /** What was paid where it is paid, else what was asked for; in minor units as Atlas counts them. */
  readonly amountMinor: bigint;
  /** As the provider has it, in capitals. */
  readonly currency: string;
  readonly createdAt: Date;
}

export interface OpenedCharge extends Charge {
  readonly payBy: PayBy;
}

export interface ChargeKey {
  readonly paymentId: string;
  /** Null while the provider's is not known. */
  readonly reference: string | null;
}

/** A request as it came over HTTP: signatures are of these very bytes. */
export interface Webhook {
  readonly rawBody: string;
  readonly header: (name: string) => string | undefined;
}

export interface RefundOrder {
  readonly paymentId: string;
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

/**
 * Takes money from outside. Methods throw DomainError PAYMENT_REFUSED for what another attempt would not change; any other error may pass.
 * Each gives up in a few seconds.
 */
export interface PaymentPort {
  readonly provider: PaymentProvider;
  /** What can be paid with in a currency. */
  readonly methodsOf: (currency: string) => readonly ChargeMethod[];
  createCharge(order: ChargeOrder): Promise<OpenedCharge>;
  /** As it is now; null when the provider knows of none. */
  fetchCharge(key: ChargeKey): Promise<Charge | null>;
  /**
   * What a webhook is about, once its signature is verified; null when it is about no charge. It says that something happened, not what:
   * webhooks come twice, late and in any order, so the charge itself is asked for.
   * @throws DomainError WEBHOOK_REFUSED when it is not the provider's
   */
  readWebhook(webhook: Webhook): { readonly paymentId: string | null; readonly reference: string | null } | null;
  /** Gives the whole of a paid charge back; a repeat gives back nothing more. Returns the provider's reference of the refund. */
  refund(order: RefundOrder): Promise<string>;
  /** Charges made from one instant up to and without another; null where the provider has no list. */
  readonly listCharges: ((from: Date, to: Date) => AsyncIterable<Charge>) | null;
}
