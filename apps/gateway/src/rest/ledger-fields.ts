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

export const payoutSchema = z
  .object({
    payout_id: idField,
    driver_id: idField,
    amount: moneyField,
    currency: text,
    status: text,
    requested_at: text,
    decided_at: maybe,
    reason: maybe,
  })
  .openapi("Payout");

export const adjustmentSchema = z
  .object({ adjustment_id: idField, status: text, transfer_id: maybe })
  .openapi("Adjustment");
