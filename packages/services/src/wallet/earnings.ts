import { mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema, rangeFields } from "@atlas/core/fields";
import { isoTimeColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;
/** A year and a month: one response holds every trip of its range. */
const MAX_DAYS = 400;
const BUCKETS = ["day", "week", "trip"] as const;
type Bucket = (typeof BUCKETS)[number];

export interface EarningsBucket {
  /** The first day of the bucket in the city's time (`2026-11-22`), or the order's id for trips. */
  readonly key: string;
  readonly startsAt: string;
  readonly totalMinor: string;
  readonly grossMinor: string;
  readonly commissionMinor: string;
  readonly taxMinor: string;
  readonly trips: number;
}

export interface EarningsItem {
  readonly orderId: string;
  readonly finishedAt: string;
  readonly fareMinor: string;
  readonly commissionMinor: string;
  readonly taxMinor: string;
  readonly netMinor: string;
  readonly paymentMethod: "wallet" | "cash";
}

export interface EarningsView {
  readonly currency: string;
  /** Σ of the driver's fare, fee, capture, commission and tax entries, paid or owed, in the range: the ledger's own total. */
  readonly totalMinor: string;
  /** Of that, paid by riders in cash, straight to the driver. */
  readonly cashCollectedMinor: string;
  /** What the driver owes now, whatever the range: later earnings pay it first. */
  readonly debtMinor: string;
  readonly trips: number;
  readonly buckets: readonly EarningsBucket[];
  /** Newest first. */
  readonly items: readonly EarningsItem[];
}

const walletRow = z.object({
  id: z.string(),
  currency: z.string(),
  timezone: z.string(),
  debtAccountId: z.string().nullable(),
  debt: z.bigint(),
});
/** A trip's part of one day. */
const tripRow = z.object({
  orderId: z.string(),
  day: z.string(),
  week: z.string(),
  dayStartsAt: isoTimeColumn,
  weekStartsAt: isoTimeColumn,
  at: isoTimeColumn,
  gross: z.bigint(),
  commission: z.bigint(),
  tax: z.bigint(),
  cash: z.bigint(),
  isCash: z.boolean(),
});
type Row = z.infer<typeof tripRow>;

/**
 * A driver's earnings, read from the entries of the driver's wallet and debt account: each entry that a trip caused counts
 * once, with its reversal and its refunds, on the day it was posted. Buckets and items add up to the total, and the total to the
 * ledger.
 */
export const driverEarnings = useCase({
  kind: "query",
  permission: "earnings.read",
  within: { driverId: "driver" },
  input: z.object({
    ...rangeFields,
    /** `day` when left out. */
    bucket: z.enum(BUCKETS).optional(),
    /** The caller's own unless an operator asks. */
    driverId: idSchema.optional(),
  }),
  refusals: ["ACCOUNT_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db" | "clock">, actor, input): Promise<EarningsView> {
    const driverId = input.driverId ?? actor.userId;
    if (!mayActFor(actor, driverId)) throw new DomainError("FORBIDDEN", "These are somebody else's earnings.");
    const to = input.to ?? new Date(ctx.clock().getTime() + DAY_MS);
    // Before the epoch nobody earned here, and soon before it Postgres knows no year.
    const from = input.from ?? new Date(Math.max(0, to.getTime() - DEFAULT_DAYS * DAY_MS));
    if (from > to) throw new DomainError("INVALID_INPUT", "The range ends before it begins.");
    if (to.getTime() - from.getTime() > MAX_DAYS * DAY_MS) {
      throw new DomainError("INVALID_INPUT", `Earnings are read for at most ${MAX_DAYS} days at once.`);
    }
    const [wallet] = await query(
      ctx.db,
      walletRow,
      sql`
        SELECT a.id, a.currency, c.timezone, a.debt_account_id AS "debtAccountId", -coalesce(d.posted, 0) AS debt
        FROM ledger.accounts a JOIN cities c ON c.id = a.city_id LEFT JOIN ledger.accounts d ON d.id = a.debt_account_id
        WHERE a.owner_id = ${driverId} AND a.kind = 'driver_wallet' ORDER BY a.id LIMIT 1`,
    );
    if (!wallet) throw new DomainError("ACCOUNT_NOT_FOUND", "This driver has no wallet.");
    const trips = sql`
      WITH entry AS (
        SELECT e.at, e.amount, t.order_id, coalesce(r.kind, t.kind) AS kind,
          date_trunc('day', e.at, ${wallet.timezone}) AS day, date_trunc('week', e.at, ${wallet.timezone}) AS week
        FROM (VALUES (${wallet.id}::uuid), (${wallet.debtAccountId}::uuid)) AS a(id)
        CROSS JOIN LATERAL (SELECT ledger.last_seq_before(a.id, ${from.toISOString()}) AS after,
          ledger.last_seq_before(a.id, ${to.toISOString()}) AS until) range
        JOIN ledger.entries e ON e.account_id = a.id AND e.seq > range.after AND e.seq <= range.until
        JOIN ledger.transfers t ON t.id = e.transfer_id
        LEFT JOIN ledger.transfers r ON r.id = t.reverses_id
        WHERE t.order_id IS NOT NULL AND t.kind <> 'debt_payment'
      )
      SELECT order_id AS "orderId", day AS "dayStartsAt", week AS "weekStartsAt", max(at) AS at,
        to_char(day AT TIME ZONE ${wallet.timezone}, 'YYYY-MM-DD') AS day,
        to_char(week AT TIME ZONE ${wallet.timezone}, 'YYYY-MM-DD') AS week,
        coalesce(sum(amount) FILTER (WHERE kind IN ('fare', 'cancel_fee', 'capture', 'refund', 'compensation')), 0)::bigint AS gross,
        coalesce(-sum(amount) FILTER (WHERE kind IN ('commission', 'commission_refund')), 0)::bigint AS commission,
        coalesce(-sum(amount) FILTER (WHERE kind IN ('tax', 'tax_refund')), 0)::bigint AS tax,
        coalesce(-sum(amount) FILTER (WHERE kind = 'cash_collected'), 0)::bigint AS cash,
        bool_or(kind = 'cash_collected') AS "isCash"
      FROM entry GROUP BY order_id, entry.day, entry.week ORDER BY max(at) DESC`;
    const rows = await query(ctx.db, tripRow, trips);
    const bucket = input.bucket ?? "day";
    return {
      currency: wallet.currency,
      totalMinor: sum(rows, net).toString(),
      cashCollectedMinor: sum(rows, (row) => row.cash).toString(),
      debtMinor: wallet.debt.toString(),
      trips: countTrips(rows),
      buckets: [...Map.groupBy(rows, (row) => keyOf(row, bucket))].map(([key, group]) => toBucket(key, group, bucket)),
      items: rows.map(toItem),
    };
  },
});

function net(row: Row): bigint {
  return row.gross - row.commission - row.tax;
}

function sum(rows: readonly Row[], of: (row: Row) => bigint): bigint {
  return rows.reduce((total, row) => total + of(row), 0n);
}

/** A trip reversed on a later day has a row on both; it is one trip. */
function countTrips(rows: readonly Row[]): number {
  return new Set(rows.map((row) => row.orderId)).size;
}

function keyOf(row: Row, bucket: Bucket): string {
  if (bucket === "trip") return row.orderId;
  return bucket === "week" ? row.week : row.day;
}

function toBucket(key: string, rows: readonly Row[], bucket: Bucket): EarningsBucket {
  const first = rows.at(-1);
  const startsAt = bucket === "trip" ? first?.at : bucket === "week" ? first?.weekStartsAt : first?.dayStartsAt;
  return {
    key,
    startsAt: startsAt ?? "",
    totalMinor: sum(rows, net).toString(),
    grossMinor: sum(rows, (row) => row.gross).toString(),
    commissionMinor: sum(rows, (row) => row.commission).toString(),
    taxMinor: sum(rows, (row) => row.tax).toString(),
    trips: countTrips(rows),
  };
}

function toItem(row: Row): EarningsItem {
  return {
    orderId: row.orderId,
    finishedAt: row.at,
    fareMinor: row.gross.toString(),
    commissionMinor: row.commission.toString(),
    taxMinor: row.tax.toString(),
    netMinor: net(row).toString(),
    paymentMethod: row.isCash ? "cash" : "wallet",
  };
}
