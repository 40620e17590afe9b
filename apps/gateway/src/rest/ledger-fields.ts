import { z } from "@hono/zod-openapi";
import { idField, moneyField } from "./rest-fields.ts";

const text = z.string();
const maybe = z.string().nullable();

export const accountSchema = z
  .object({
    account_id: idField,
    code: text,
    name: text,
    kind: text,
    city_id: text,
    currency: text,
    owner_id: maybe,
    posted: moneyField,
    held: moneyField,
    available: moneyField,
    is_frozen: z.boolean(),
    entries: z.number(),
    last_entry_at: maybe,
  })
  .openapi("LedgerAccount");

export const statementSchema = z
  .object({
    account_id: idField,
    currency: text,
    opening: moneyField,
    closing: moneyField,
    items: z.array(
      z.object({
        entry_id: text,
        transfer_id: idField,
        at: text,
        kind: text,
        direction: z.enum(["in", "out"]),
        amount: moneyField,
        balance_after: moneyField,
        order_id: maybe,
        description: maybe,
      }),
    ),
    next_cursor: maybe,
  })
  .openapi("Statement");

export const transferSchema = z
  .object({
    transfer_id: idField,
    kind: text,
    debit_account_id: idField,
    credit_account_id: idField,
    amount: moneyField,
    currency: text,
    at: text,
    order_id: maybe,
    group_id: maybe,
    reverses_id: maybe,
    reversed_by_id: maybe,
    hold_id: maybe,
    actor_id: maybe,
    idempotency_key: maybe,
    reference: maybe,
    description: maybe,
  })
  .openapi("Transfer");

export const postedSchema = z
  .object({ transfer_id: idField, debit_balance: moneyField, credit_balance: moneyField })
  .openapi("Posted");

export const bankAccountSchema = z
  .object({
    bank_account_id: idField,
    holder_name: text,
    bank_name: text,
    bank_code: maybe,
    masked_number: text,
  })
  .openapi("BankAccount");

export const payoutSchema = z
  .object({
    payout_id: idField,
    driver_id: idField,
    amount: moneyField,
    currency: text,
    driver_name: text,
    status: text,
    state: text,
    requested_at: text,
    decided_at: maybe,
    sent_at: maybe,
    reason: maybe,
    bank_account: bankAccountSchema.nullable(),
    bank_reference: maybe,
    batch_id: maybe,
  })
  .openapi("Payout");

export const payoutBatchSchema = z
  .object({
    batch_id: idField,
    city_id: text,
    format: text,
    state: text,
    payouts: z.int(),
    sent: z.int(),
    total: moneyField,
    currency: text,
    file_name: text,
    created_at: text,
    created_by: text,
    recalled_at: maybe,
    recall_reason: maybe,
  })
  .openapi("PayoutBatch");

export const adjustmentSchema = z
  .object({ adjustment_id: idField, status: z.literal("posted"), transfer_id: idField })
  .openapi("Adjustment");

const waitingSchema = z.object({ status: z.literal("waiting"), request_id: idField }).openapi("Waiting");

/** Of every movement of money by an operator. */
export const ABOVE_LIMIT =
  "Above the city's limit nothing moves yet: an operator gets `status: waiting` and the request that another operator decides about.";

/** The response, or that it waits for a second operator. */
export function orWaiting<T extends z.ZodType>(response: T): z.ZodUnion<readonly [T, typeof waitingSchema]> {
  return z.union([response, waitingSchema]);
}
