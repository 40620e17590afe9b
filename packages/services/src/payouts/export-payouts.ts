import { cityIdSchema, operatorKeySchema, reasonSchema } from "@atlas/core/fields";
import { DomainError } from "@atlas/core/errors";
import { isCurrency } from "@atlas/core/money";
import { writePain001 } from "@atlas/core/payouts/pain-001";
import { PAYOUT_FORMATS, type PayoutBatch, type PayoutFormat } from "@atlas/core/payouts/payout-batch";
import { writePayoutCsv } from "@atlas/core/payouts/payout-csv";
import type { Queryable } from "@atlas/db/connect";
import { query, queryOne, timeColumn } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { actFrom } from "../access/record-act.ts";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { operatorKey } from "../ledger/post/operator-posting.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { useCase } from "../use-case.ts";
import { bankAccountRow } from "../wallet/payout-view.ts";
import { readPayerAccount } from "./bank-accounts.ts";
import type { PayoutBatchView } from "./payout-batch-view.ts";
import { readBatch } from "./payout-batches.ts";

/** What one file holds; the rest waits for the next. */
const MAX_PAYOUTS = 1_000;
const EXTENSIONS: { readonly [format in PayoutFormat]: string } = { csv: "csv", "pain.001": "xml" };

const openedRow = z.object({ refusal: z.string().nullable(), batch_id: z.string().nullable(), is_replay: z.boolean() });
const headRow = z.object({ createdAt: timeColumn, executionDay: z.string(), currency: z.string() });
const paymentRow = bankAccountRow.extend({ payoutId: z.string(), amountMinor: z.bigint() });

/**
 * Writes a city's approved payouts that have a bank account and stand in no other file into one for the bank, the oldest first, at
 * most a thousand. The file is kept: a repeat, and every later download, is the same.
 */
export const exportPayouts = useCase({
  kind: "command",
  permission: "payouts.decide",
  within: { cityId: "city" },
  idempotency: "key",
  isAudited: true,
  input: z.object({
    cityId: cityIdSchema,
    format: z.enum(PAYOUT_FORMATS),
    reason: reasonSchema,
    idempotencyKey: operatorKeySchema,
  }),
  refusals: ["REASON_REQUIRED", "CITY_NOT_FOUND", "NOTHING_TO_EXPORT", "PAYER_ACCOUNT_MISSING"],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "clock" | "events" | "log">,
    actor,
    input,
  ): Promise<PayoutBatchView> {
    const reason = requireReason(input.reason);
    const key = operatorKey(input.idempotencyKey);
    const { cityId, format } = input;
    return await inTransaction(ctx, async (tx) => {
      await actFrom(tx, actor);
      const opened = await queryOne(
        tx,
        openedRow,
        sql`
          SELECT refusal, batch_id, is_replay FROM ledger.open_payout_batch(
            ${key}, ${ctx.newId()}, ${cityId}, ${format}, ${MAX_PAYOUTS}, ${actor.userId}, ${reason})`,
      );
      if (opened.refusal !== null) throw ledgerRefusal(opened.refusal);
      if (opened.batch_id === null) throw new Error("the ledger opened no batch and refused none");
      if (!opened.is_replay) {
        const batch = await readContent(tx, opened.batch_id);
        const name = `payouts-${cityId}-${batch.executionDay}-${batch.batchId.slice(-8)}.${EXTENSIONS[format]}`;
        const file = format === "csv" ? writePayoutCsv(batch) : await writeXml(tx, cityId, batch);
        await tx.execute(sql`SELECT ledger.write_payout_file(${batch.batchId}::uuid, ${name}, ${file})`);
      }
      return await readBatch(tx, opened.batch_id);
    });
  },
});

async function writeXml(db: Queryable, cityId: string, batch: PayoutBatch): Promise<string> {
  const payer = await readPayerAccount(db, cityId);
  if (!payer) throw new DomainError("PAYER_ACCOUNT_MISSING", "Enter the account that pays first.");
  return writePain001(batch, payer);
}

async function readContent(db: Queryable, batchId: string): Promise<PayoutBatch> {
  const head = await queryOne(
    db,
    headRow,
    sql`
      SELECT created_at AS "createdAt", execution_day AS "executionDay", currency FROM ledger.payout_batches
      WHERE id = ${batchId}`,
  );
  const { currency } = head;
  if (!isCurrency(currency)) throw new Error(`no file can be written in ${currency}`);
  const payments = await query(
    db,
    paymentRow,
    sql`
      SELECT p.id AS "payoutId", p.amount AS "amountMinor", b.id AS "bankAccountId", b.holder_name AS "holderName",
        b.bank_name AS "bankName", b.bank_code AS "bankCode", b.account_number AS "accountNumber"
      FROM ledger.payout_batch_items i JOIN ledger.payouts p ON p.id = i.payout_id
      JOIN ledger.bank_accounts b ON b.id = p.bank_account_id
      WHERE i.batch_id = ${batchId} ORDER BY p.id`,
  );
  const payouts = payments.map(({ payoutId, amountMinor, ...account }) => ({ payoutId, amountMinor, account }));
  return { ...head, batchId, currency, payouts };
}
