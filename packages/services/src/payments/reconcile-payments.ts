import { daySchema } from "@atlas/core/fields";
import { type BookedPayment, type ChargeDifference, compareCharges } from "@atlas/core/payments/compare-charges";
import { PAYMENT_STATES, type PaymentProvider } from "@atlas/core/payments/payment";
import type { Charge, PaymentPort } from "@atlas/core/payments/payment-port";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { askEach } from "./ask-each.ts";
import { askProvider, requireDesk } from "./require-desk.ts";

const DAY_MS = 86_400_000;
/** Charges about midnight stand on the one side in the one day and on the other in the next. */
const MARGIN_MS = 3_600_000;

export interface PaymentReconciliation {
  readonly provider: PaymentProvider;
  readonly day: string;
  readonly payments: number;
  readonly charges: number;
  /** What the payments of the day have brought into wallets, by currency. */
  readonly credited: readonly { readonly currency: string; readonly amountMinor: string }[];
  /** Whether the provider has a list, in which charges that are none of ours would stand. */
  readonly isListed: boolean;
  readonly differences: readonly ChargeDifference[];
}

const bookedRow = z.object({
  paymentId: z.string(),
  reference: z.string().nullable(),
  state: z.enum(PAYMENT_STATES),
  amountMinor: z.bigint(),
  currency: z.string(),
  postedMinor: z.bigint(),
  isOfDay: z.boolean(),
});

/** Compares the provider's charges of a day (UTC) with the payments and with what the ledger took out of top-up clearing for them. */
export const reconcilePayments = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({ day: daySchema }),
  refusals: ["PAYMENTS_OFF", "PAYMENT_PROVIDER_UNAVAILABLE", "PAYMENT_REFUSED"],
  async run(ctx: Pick<ServiceContext, "db" | "payments" | "log">, _, { day }): Promise<PaymentReconciliation> {
    const { port } = requireDesk(ctx);
    const from = new Date(`${day}T00:00:00Z`);
    const to = new Date(from.getTime() + DAY_MS);
    const around = await readBooked(ctx, port.provider, { from, to });
    const ofDay = around.filter(({ isOfDay }) => isOfDay);
    const charges = await askProvider(ctx, async () => chargesOf(port, { from, to }, ofDay));
    // What the provider has just inside the day may be just outside of ours: it is compared too, and missed by neither.
    const ids = new Set(charges.map(({ paymentId }) => paymentId));
    const booked = around.filter(({ isOfDay, paymentId }) => isOfDay || ids.has(paymentId));
    const found = new Set(charges.map(({ reference }) => reference));
    const atTheEdge = ofDay.filter(({ reference }) => reference !== null && !found.has(reference));
    const more = await askProvider(ctx, async () => fetchEach(port, atTheEdge));
    return {
      provider: port.provider,
      day,
      payments: ofDay.length,
      charges: charges.length,
      credited: creditedOf(ofDay),
      isListed: port.listCharges !== null,
      differences: compareCharges(booked, [...charges, ...more]),
    };
  },
});

interface Span {
  readonly from: Date;
  readonly to: Date;
}

async function readBooked(
  { db }: Pick<ServiceContext, "db">,
  provider: PaymentProvider,
  { from, to }: Span,
): Promise<(BookedPayment & { readonly isOfDay: boolean })[]> {
  const margin = sql`make_interval(secs => ${MARGIN_MS / 1_000})`;
  return await query(
    db,
    bookedRow,
    sql`
      SELECT p.id AS "paymentId", p.reference, p.state, p.amount AS "amountMinor", p.currency,
        (SELECT coalesce(sum(t.amount), 0)::bigint FROM ledger.entries e JOIN ledger.transfers t ON t.id = e.transfer_id
          WHERE e.account_id = p.account_id AND e.amount > 0 AND t.idempotency_key = 'payment:' || p.id) AS "postedMinor",
        p.created_at >= ${from.toISOString()}::timestamptz AND p.created_at < ${to.toISOString()}::timestamptz AS "isOfDay"
      FROM ledger.payments p
      WHERE p.provider = ${provider} AND p.created_at >= ${from.toISOString()}::timestamptz - ${margin}
        AND p.created_at < ${to.toISOString()}::timestamptz + ${margin}
      ORDER BY p.id`,
  );
}

async function chargesOf(port: PaymentPort, { from, to }: Span, payments: readonly BookedPayment[]): Promise<Charge[]> {
  if (port.listCharges === null) return await fetchEach(port, payments);
  const charges: Charge[] = [];
  for await (const charge of port.listCharges(from, to)) charges.push(charge);
  return charges;
}

async function fetchEach(port: PaymentPort, payments: readonly BookedPayment[]): Promise<Charge[]> {
  const charges = await askEach(payments, async (key) => port.fetchCharge(key));
  return charges.filter((charge) => charge !== null);
}

function creditedOf(payments: readonly BookedPayment[]): PaymentReconciliation["credited"] {
  const sums = new Map<string, bigint>();
  for (const { currency, postedMinor } of payments) sums.set(currency, (sums.get(currency) ?? 0n) + postedMinor);
  return [...sums].map(([currency, sum]) => ({ currency, amountMinor: sum.toString() }));
}
