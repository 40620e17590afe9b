/**
 * The kinds of ledger accounts: two wallets, what their owners owe, and the platform's own accounts of a city, 16 sub-accounts
 * each.
 */
export const ACCOUNT_KINDS = [
  "rider_wallet",
  "driver_wallet",
  "platform_revenue",
  "tax",
  "cash_clearing",
  "top_up_clearing",
  "payout_clearing",
  "promotions",
  "adjustments",
  "driver_debt",
  "rider_debt",
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** What a transfer is for. */
export const TRANSFER_KINDS = [
  "top_up",
  "credit",
  "debit",
  "promotion",
  "transfer",
  "capture",
  "fare",
  "cash_collected",
  "commission",
  "tax",
  "cancel_fee",
  "payout",
  "adjustment",
  "reversal",
  "debt_payment",
] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** Nothing leaves the last three. */
export const HOLD_STATUSES = ["open", "captured", "voided", "expired"] as const;
export type HoldStatus = (typeof HOLD_STATUSES)[number];

/** What a trip's money is held for: its fare, or the part of it that the rider has still to confirm. */
export const HOLD_PURPOSES = ["charge", "unproven"] as const;
export type HoldPurpose = (typeof HOLD_PURPOSES)[number];

/** How an order becomes money; at most one of these an order. */
export const SETTLEMENT_KINDS = ["capture", "cash-commission", "cancel-fee"] as const;
export type SettlementKind = (typeof SETTLEMENT_KINDS)[number];

/** requested (money held) → approved → settled (money gone) or returned (money free again). */
export const PAYOUT_STATUSES = ["requested", "approved", "settled", "returned"] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

export const ADJUSTMENT_STATUSES = ["pending", "posted", "rejected"] as const;
export type AdjustmentStatus = (typeof ADJUSTMENT_STATUSES)[number];
