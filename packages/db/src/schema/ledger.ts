import {
  ACCOUNT_KINDS,
  ADJUSTMENT_STATUSES,
  APPROVAL_KINDS,
  APPROVAL_STATES,
  HOLD_PURPOSES,
  HOLD_STATUSES,
  PAYOUT_STATUSES,
  SETTLEMENT_KINDS,
  TRANSFER_KINDS,
} from "@atlas/core/ledger";
import { bigint, boolean, jsonb, pgSchema, primaryKey, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";

/**
 * The ledger's tables for reading. Their constraints stand in the migrations, which are written by hand, their triggers and
 * grants in `packages/db/functions/ledger`. Nothing but the functions there writes here.
 */
const ledger = pgSchema("ledger");

export const accountKindEnum = ledger.enum("account_kind", ACCOUNT_KINDS);
export const transferKindEnum = ledger.enum("transfer_kind", TRANSFER_KINDS);
export const holdStatusEnum = ledger.enum("hold_status", HOLD_STATUSES);
export const holdPurposeEnum = ledger.enum("hold_purpose", HOLD_PURPOSES);
export const settlementKindEnum = ledger.enum("settlement_kind", SETTLEMENT_KINDS);
export const payoutStatusEnum = ledger.enum("payout_status", PAYOUT_STATUSES);
export const approvalKindEnum = ledger.enum("approval_kind", APPROVAL_KINDS);
export const approvalStateEnum = ledger.enum("approval_state", APPROVAL_STATES);
export const adjustmentStatusEnum = ledger.enum("adjustment_status", ADJUSTMENT_STATUSES);

const at = (name: string) => timestamp(name, { withTimezone: true });
const minor = (name: string) => bigint(name, { mode: "bigint" });

/** `posted` is signed: credits add, debits take. What may be spent is `posted − held`. */
export const ledgerAccounts = ledger.table("accounts", {
  id: uuid("id").primaryKey(),
  cityId: text("city_id").notNull(),
  currency: text("currency").notNull(),
  kind: accountKindEnum("kind").notNull(),
  /** The sub-account, 0–15, of the platform's own accounts. */
  shard: smallint("shard").notNull(),
  ownerId: uuid("owner_id"),
  allowNegative: boolean("allow_negative").notNull(),
  /** What one person owes; its balance is never above zero. */
  isDebt: boolean("is_debt").notNull(),
  /** Of a wallet whose owner has owed once: where what is owed is kept. */
  debtAccountId: uuid("debt_account_id"),
  posted: minor("posted").notNull(),
  held: minor("held").notNull(),
  lastSeq: minor("last_seq").notNull(),
  lastEntryAt: at("last_entry_at"),
  frozenAt: at("frozen_at"),
  /** Of a wallet whose owner has had the account deleted. */
  closedAt: at("closed_at"),
  createdAt: at("created_at").notNull(),
});

export const ledgerTransfers = ledger.table("transfers", {
  id: uuid("id").primaryKey(),
  debitAccountId: uuid("debit_account_id").notNull(),
  creditAccountId: uuid("credit_account_id").notNull(),
  amount: minor("amount").notNull(),
  debitSeq: minor("debit_seq").notNull(),
  creditSeq: minor("credit_seq").notNull(),
  at: at("at").notNull(),
  kind: transferKindEnum("kind").notNull(),
  currency: text("currency").notNull(),
  orderId: uuid("order_id"),
  /** The linked group: the order of a trip, or the group of a posting of several transfers. */
  groupId: uuid("group_id"),
  reversesId: uuid("reverses_id"),
  holdId: uuid("hold_id"),
  actorId: uuid("actor_id"),
  idempotencyKey: text("idempotency_key"),
  reference: text("reference"),
  description: text("description"),
});

/** `amount` is negative on the debit side. `seq` numbers the entries of an account without gaps. */
export const ledgerEntries = ledger.table(
  "entries",
  {
    accountId: uuid("account_id").notNull(),
    seq: minor("seq").notNull(),
    transferId: uuid("transfer_id").notNull(),
    at: at("at").notNull(),
    amount: minor("amount").notNull(),
    balanceAfter: minor("balance_after").notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.seq] })],
);

export const ledgerHolds = ledger.table("holds", {
  id: uuid("id").primaryKey(),
  accountId: uuid("account_id").notNull(),
  amount: minor("amount").notNull(),
  captured: minor("captured").notNull(),
  status: holdStatusEnum("status").notNull(),
  orderId: uuid("order_id"),
  purpose: holdPurposeEnum("purpose").notNull(),
  reference: text("reference"),
  expiresAt: at("expires_at").notNull(),
  createdAt: at("created_at").notNull(),
  closedAt: at("closed_at"),
});

/** The outcome of an order in money: at most one row per order. */
export const ledgerSettlements = ledger.table("settlements", {
  orderId: uuid("order_id").primaryKey(),
  kind: settlementKindEnum("kind").notNull(),
  riderAccountId: uuid("rider_account_id"),
  driverAccountId: uuid("driver_account_id"),
  holdId: uuid("hold_id"),
  currency: text("currency").notNull(),
  fare: minor("fare").notNull(),
  commission: minor("commission").notNull(),
  tax: minor("tax").notNull(),
  transferIds: uuid("transfer_ids").array().notNull(),
  at: at("at").notNull(),
});

/** What a rider confirmed of a fare: at most one row per order. */
export const ledgerFareConfirmations = ledger.table("fare_confirmations", {
  orderId: uuid("order_id").primaryKey(),
  holdId: uuid("hold_id").notNull(),
  fare: minor("fare").notNull(),
  commission: minor("commission").notNull(),
  tax: minor("tax").notNull(),
  transferIds: uuid("transfer_ids").array().notNull(),
  at: at("at").notNull(),
});

export const ledgerPayouts = ledger.table("payouts", {
  id: uuid("id").primaryKey(),
  accountId: uuid("account_id").notNull(),
  driverId: uuid("driver_id").notNull(),
  amount: minor("amount").notNull(),
  currency: text("currency").notNull(),
  status: payoutStatusEnum("status").notNull(),
  holdId: uuid("hold_id").notNull(),
  transferId: uuid("transfer_id"),
  /** Null for payouts of before it was kept. */
  requestedBy: uuid("requested_by"),
  requestedAt: at("requested_at").notNull(),
  decidedAt: at("decided_at"),
  decidedBy: uuid("decided_by"),
  closedAt: at("closed_at"),
  reason: text("reason"),
  bankAccountId: uuid("bank_account_id"),
  sentAt: at("sent_at"),
  sentBy: uuid("sent_by"),
  bankReference: text("bank_reference"),
  returnTransferId: uuid("return_transfer_id"),
});

export const ledgerAdjustments = ledger.table("adjustments", {
  id: uuid("id").primaryKey(),
  accountId: uuid("account_id").notNull(),
  amount: minor("amount").notNull(),
  currency: text("currency").notNull(),
  reason: text("reason").notNull(),
  status: adjustmentStatusEnum("status").notNull(),
  requestedBy: uuid("requested_by").notNull(),
  requestedAt: at("requested_at").notNull(),
  decidedBy: uuid("decided_by"),
  decidedAt: at("decided_at"),
  transferId: uuid("transfer_id"),
});

/** What an operator asked a second one for. Its payload is what the kind's movement takes. */
export const ledgerApprovalRequests = ledger.table("approval_requests", {
  id: uuid("id").primaryKey(),
  cityId: text("city_id").notNull(),
  kind: approvalKindEnum("kind").notNull(),
  amount: minor("amount").notNull(),
  currency: text("currency").notNull(),
  limitMinor: minor("limit_minor").notNull(),
  payload: jsonb("payload").notNull(),
  /** Whose owners approve nothing. */
  accountIds: uuid("account_ids").array().notNull(),
  /** Wallets; who has put money into one since its last payout does not approve. */
  sourceIds: uuid("source_ids").array().notNull(),
  reason: text("reason").notNull(),
  state: approvalStateEnum("state").notNull(),
  requestedBy: uuid("requested_by").notNull(),
  requestedAt: at("requested_at").notNull(),
  expiresAt: at("expires_at").notNull(),
  decidedBy: uuid("decided_by"),
  decidedAt: at("decided_at"),
  decisionReason: text("decision_reason"),
  resultIds: uuid("result_ids").array().notNull(),
});

export const ledgerAuditLog = ledger.table("audit_log", {
  id: uuid("id").primaryKey(),
  at: at("at").notNull(),
  actorId: uuid("actor_id").notNull(),
  action: text("action").notNull(),
  subjectId: uuid("subject_id"),
  reason: text("reason"),
  details: jsonb("details").notNull(),
  /** From where the call came; null for what no call did, and for operators' acts of before it was kept. */
  address: text("address"),
});
