/** How somebody pays from outside: by a card, or by scanning a QRIS code. */
export const CHARGE_METHODS = ["card", "qris"] as const;
export type ChargeMethod = (typeof CHARGE_METHODS)[number];

/** Who takes the money. `test` takes none, and is of demos. */
export const PAYMENT_PROVIDERS = ["test", "stripe", "midtrans", "xendit"] as const;
export type PaymentProvider = (typeof PAYMENT_PROVIDERS)[number];

/**
 * created (the provider may not know of it yet) → pending (can be paid) → paid, failed or expired; a paid one may be refunded. Money that
 * comes after `failed` or `expired` is money all the same: it makes the payment paid.
 */
export const PAYMENT_STATES = ["created", "pending", "paid", "failed", "expired", "refunded"] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** What a provider says of a charge. */
export const CHARGE_STATES = ["pending", "paid", "failed", "expired", "refunded"] as const;
export type ChargeState = (typeof CHARGE_STATES)[number];

/** Why a charge that the provider calls paid is not credited, or what is wrong with one that is. */
export const PAYMENT_FINDINGS = [
  "amount_differs",
  "currency_differs",
  "reference_differs",
  "account_frozen",
  "amount_overflow",
  "given_back",
] as const;
export type PaymentFinding = (typeof PAYMENT_FINDINGS)[number];
