import { PAYOUT_STATES, PAYOUT_STATUSES, type PayoutState, type PayoutStatus } from "@atlas/core/ledger";
import { maskAccountNumber } from "@atlas/core/payouts/bank-account";
import type { Queryable } from "@atlas/db/connect";
import { isoTimeColumn, minorColumn, query } from "@atlas/db/query";
import { shownName } from "@atlas/db/shown-name";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { ledgerRefusal } from "../ledger/post/refusal.ts";

/** A bank account without its whole number. */
export interface MaskedBankAccount {
  readonly bankAccountId: string;
  readonly holderName: string;
  readonly bankName: string;
  readonly bankCode: string | null;
  /** The last four characters behind dots. */
  readonly maskedNumber: string;
}

export interface PayoutView {
  readonly payoutId: string;
  readonly driverId: string;
  readonly driverName: string;
  readonly amountMinor: string;
  readonly currency: string;
  /** Where the money is: held (requested, approved), gone (settled), or in the wallet again (returned). */
  readonly status: PayoutStatus;
  /** How far it has come on its way to the bank. */
  readonly state: PayoutState;
  readonly requestedAt: string;
  readonly decidedAt: string | null;
  /** When the bank was instructed to pay it. */
  readonly sentAt: string | null;
  /** Why it was decided as it was, or the bank's reason for giving it back. */
  readonly reason: string | null;
  /** The driver's account when it was requested; null when there was none, and it is paid by hand. */
  readonly bankAccount: MaskedBankAccount | null;
  readonly bankReference: string | null;
  /** The file for the bank that it stands in. */
  readonly batchId: string | null;
}

export const bankAccountRow = z.object({
  bankAccountId: z.string(),
  holderName: z.string(),
  bankName: z.string(),
  bankCode: z.string().nullable(),
  accountNumber: z.string(),
});

const payoutRow = z.object({
  payoutId: z.string(),
  driverId: z.string(),
  driverName: z.string(),
  amountMinor: minorColumn,
  currency: z.string(),
  status: z.enum(PAYOUT_STATUSES),
  state: z.enum(PAYOUT_STATES),
  requestedAt: isoTimeColumn,
  decidedAt: isoTimeColumn.nullable(),
  sentAt: isoTimeColumn.nullable(),
  reason: z.string().nullable(),
  bankAccountId: z.string().nullable(),
  holderName: z.string().nullable(),
  bankName: z.string().nullable(),
  bankCode: z.string().nullable(),
  accountNumber: z.string().nullable(),
  bankReference: z.string().nullable(),
  batchId: z.string().nullable(),
});

export interface PayoutsOf {
  readonly payoutId?: string | undefined;
  readonly cityId?: string | undefined;
  readonly driverId?: string | undefined;
  readonly status?: PayoutStatus | undefined;
  readonly state?: PayoutState | undefined;
  /** The last one of the page before. */
  readonly cursor?: string | null | undefined;
  /** 100 when left out. */
  readonly limit?: number | undefined;
}

/** Payouts, newest first. One that was settled before there were files has left at that moment. */
export async function readPayouts(db: Queryable, of: PayoutsOf): Promise<PayoutView[]> {
  const {
    payoutId = null,
    cityId = null,
    driverId = null,
    status = null,
    state = null,
    cursor = null,
    limit = 100,
  } = of;
  const rows = await query(
    db,
    payoutRow,
    sql`
      SELECT * FROM (
        SELECT p.id AS "payoutId", p.driver_id AS "driverId", ${shownName(sql`u.name`)} AS "driverName",
          p.amount AS "amountMinor", p.currency, p.status, p.requested_at AS "requestedAt", p.decided_at AS "decidedAt",
          coalesce(p.sent_at, CASE p.status WHEN 'settled' THEN p.closed_at END) AS "sentAt", p.reason,
          p.bank_reference AS "bankReference", i.batch_id AS "batchId", b.id AS "bankAccountId",
          b.holder_name AS "holderName", b.bank_name AS "bankName", b.bank_code AS "bankCode",
          b.account_number AS "accountNumber",
          CASE
            WHEN p.status = 'settled' THEN 'sent'
            WHEN p.status = 'returned' AND p.transfer_id IS NOT NULL THEN 'bounced'
            WHEN p.status = 'returned' THEN 'refused'
            WHEN p.status = 'approved' AND i.batch_id IS NOT NULL THEN 'exported'
            ELSE p.status::text
          END AS state
        FROM ledger.payouts p JOIN users u ON u.id = p.driver_id
        LEFT JOIN ledger.bank_accounts b ON b.id = p.bank_account_id
        LEFT JOIN ledger.payout_batch_items i ON i.payout_id = p.id AND i.recalled_at IS NULL
        WHERE ${cityId}::text IS NULL
          OR (SELECT a.city_id FROM ledger.accounts a WHERE a.id = p.account_id) = ${cityId}::text) payout
      WHERE (${payoutId}::uuid IS NULL OR "payoutId" = ${payoutId})
        AND (${driverId}::uuid IS NULL OR "driverId" = ${driverId})
        AND (${status}::text IS NULL OR status::text = ${status})
        AND (${state}::text IS NULL OR state = ${state})
        AND (${cursor}::uuid IS NULL OR "payoutId" < ${cursor}::uuid)
      ORDER BY "payoutId" DESC LIMIT ${limit}`,
  );
  return rows.map(toView);
}

/** @throws DomainError PAYOUT_NOT_FOUND */
export async function readPayout(db: Queryable, payoutId: string): Promise<PayoutView> {
  const [payout] = await readPayouts(db, { payoutId });
  if (!payout) throw ledgerRefusal("PAYOUT_NOT_FOUND");
  return payout;
}

/** What may be shown of a bank account. */
export function maskBankAccount({ accountNumber, ...shown }: z.infer<typeof bankAccountRow>): MaskedBankAccount {
  return { ...shown, maskedNumber: maskAccountNumber(accountNumber) };
}

function toView(row: z.infer<typeof payoutRow>): PayoutView {
  const { bankAccountId, holderName, bankName, bankCode, accountNumber, ...payout } = row;
  const account = bankAccountRow.safeParse({ bankAccountId, holderName, bankName, bankCode, accountNumber });
  return { ...payout, bankAccount: account.success ? maskBankAccount(account.data) : null };
}
