import { DomainError } from "@atlas/core/errors";
import { amountSchema, cityIdSchema, idSchema, operatorKeySchema } from "@atlas/core/fields";
import { isoTimeColumn, minorColumn, query } from "@atlas/db/query";
import { shownName } from "@atlas/db/shown-name";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { announceUser } from "../ledger/post/announce-user.ts";
import { operatorKey } from "../ledger/post/operator-posting.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { refuseAboveLimit } from "../ledger/post/refuse-above-limit.ts";
import { runLedger } from "../ledger/post/run-ledger.ts";
import { useCase } from "../use-case.ts";

const MAX_FOUND = 10;

export interface CashDeskReceipt {
  /** The city, the year in its time zone and a number without gaps: `JAKARTA-2026-000123`. */
  readonly number: string;
  readonly cityId: string;
  readonly transferId: string;
  readonly userId: string;
  readonly userName: string;
  readonly staffName: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly note: string | null;
  readonly at: string;
}

export interface CashDeskCustomer {
  readonly userId: string;
  readonly name: string;
  readonly role: "rider" | "driver";
  readonly email: string;
  readonly phone: string | null;
}

const receiptRow = z.object({
  number: z.string(),
  cityId: z.string(),
  transferId: z.string(),
  userId: z.string(),
  userName: z.string(),
  staffName: z.string(),
  amountMinor: minorColumn,
  currency: z.string(),
  note: z.string().nullable(),
  at: isoTimeColumn,
});
const postedRow = z.object({ refusal: z.string().nullable(), number: z.string().nullable() });
const customerRow = z.object({
  userId: z.string(),
  name: z.string(),
  role: z.enum(["rider", "driver"]),
  email: z.string(),
  phone: z.string().nullable(),
});

/** Puts money that staff were handed into a rider's or driver's wallet, and numbers the receipt. What is owed is paid first. */
export const cashDeskTopUp = useCase({
  kind: "command",
  permission: "cashDesk.work",
  within: { userId: "wallet" },
  idempotency: "key",
  isAudited: true,
  input: z.object({
    userId: idSchema,
    amountMinor: amountSchema,
    note: z.string().trim().max(200).optional(),
    idempotencyKey: operatorKeySchema,
  }),
  refusals: [
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_CLOSED",
    "ACCOUNT_FROZEN",
    "AMOUNT_ABOVE_LIMIT",
    "AMOUNT_OVERFLOW",
    "SELF_APPROVAL",
  ],
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "events" | "settings">, actor, input): Promise<CashDeskReceipt> {
    const { userId, amountMinor } = input;
    if (userId === actor.userId) throw new DomainError("SELF_APPROVAL", "Another admin has to take your money.");
    await refuseAboveLimit(ctx, userId, { amountMinor, limit: "cashDeskMaxMinor" });
    const note = input.note?.trim() || null;
    const key = operatorKey(input.idempotencyKey);
    const [row] = await runLedger(
      { ...ctx, actor },
      postedRow,
      sql`
        SELECT refusal, receipt_number AS number FROM ledger.cash_desk_top_up(
          ${key}, ${ctx.newId()}, ${userId}, ${amountMinor}, ${note}, ${actor.userId}, ${note ?? "cash desk"})`,
    );
    if (row?.refusal) throw ledgerRefusal(row.refusal);
    if (!row?.number) throw new Error("the cash desk posted nothing and refused nothing");
    await announceUser(ctx, userId);
    return await readReceipt(ctx, row.number);
  },
});

/** A receipt of the cash desk, to print it again. */
export const getCashDeskReceipt = useCase({
  kind: "query",
  permission: "cashDesk.work",
  within: { number: "receipt" },
  input: z.object({ number: z.string().trim().min(1).max(80) }),
  refusals: ["NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, _, { number }): Promise<CashDeskReceipt> {
    return await readReceipt(ctx, number);
  },
});

/** Riders and drivers by their whole telephone number, e-mail address or id, at most ten. */
export const findCashDeskCustomers = useCase({
  kind: "query",
  permission: "cashDesk.work",
  within: { cityId: "city" },
  input: z.object({
    query: z.string().trim().min(3).max(254),
    /** Of one city; of all when left out. */
    cityId: cityIdSchema.optional(),
  }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, _, input): Promise<CashDeskCustomer[]> {
    const digits = input.query.replaceAll(/\D/g, "");
    const phone = /^\+?[\d ().-]+$/.test(input.query) && digits.length >= 5 ? digits : null;
    return await query(
      ctx.db,
      customerRow,
      sql`
        SELECT u.id AS "userId", ${shownName(sql`u.name`)} AS name, u.role, u.email, u.phone FROM users u
        WHERE u.role IN ('rider', 'driver') AND (${input.cityId ?? null}::text IS NULL OR u.city_id = ${input.cityId ?? null})
          AND (lower(u.email) = lower(${input.query}) OR u.id::text = lower(${input.query})
            OR (${phone}::text IS NOT NULL AND regexp_replace(u.phone, '\\D', '', 'g') = ${phone}))
        ORDER BY u.id LIMIT ${MAX_FOUND}`,
    );
  },
});

async function readReceipt(ctx: Pick<ServiceContext, "db">, number: string): Promise<CashDeskReceipt> {
  const [receipt] = await query(
    ctx.db,
    receiptRow,
    sql`
      SELECT number, city_id AS "cityId", transfer_id AS "transferId", user_id AS "userId", user_name AS "userName",
        staff_name AS "staffName", amount AS "amountMinor", currency, note, at
      FROM ledger.cash_desk_receipts WHERE number = ${number}`,
  );
  if (!receipt) throw ledgerRefusal("NOT_FOUND");
  return receipt;
}
