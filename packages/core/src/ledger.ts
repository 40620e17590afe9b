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
  "cash_desk",
  "unclaimed",
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
  "refund",
  "commission_refund",
  "tax_refund",
  "compensation",
  "unclaimed",
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

/** Where a payout's money is. requested, approved (held) → settled (gone) or returned (in the wallet again). */
export const PAYOUT_STATUSES = ["requested", "approved", "settled", "returned"] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/**
 * How far a payout has come: requested → approved → exported (in a file for the bank) → sent, or `refused` by an operator before that;
 * a sent one that the bank gave back has `bounced`.
 */
export const PAYOUT_STATES = ["requested", "approved", "exported", "sent", "refused", "bounced"] as const;
export type PayoutState = (typeof PAYOUT_STATES)[number];

/** What an operator asks a second one for above the city's limit, by what it does to the books. */
export const APPROVAL_KINDS = [
  "adjustment",
  "credit",
  "debit",
  "hold",
  "capture",
  "transfer",
  "linked",
  "reversal",
  "refund",
] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** Nothing leaves the last four. */
export const APPROVAL_STATES = ["waiting", "approved", "rejected", "withdrawn", "expired"] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

export const ADJUSTMENT_STATUSES = ["pending", "posted", "rejected"] as const;
export type AdjustmentStatus = (typeof ADJUSTMENT_STATUSES)[number];
