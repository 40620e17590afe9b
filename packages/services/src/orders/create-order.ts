import { type Actor, mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Transaction } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import { users } from "@atlas/db/schema/identity";
import { orders, quotes } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { shownName } from "@atlas/db/shown-name";
import { recordOperatorAct } from "../access/record-act.ts";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { enqueueDispatch } from "./record/enqueue-dispatch.ts";
import { readRiderDebt } from "../settlement/rider-debt.ts";
import { placeTripHold } from "../settlement/trip-hold.ts";
import { refuseRestricted } from "../standing/restriction.ts";
import { publishOrder } from "./record/change-order.ts";
import { findBooked } from "./booked-order.ts";
import { type Booking, bookingSchema, noteOf } from "./booking.ts";
import { findOrder, type OrderRow } from "./record/find-order.ts";
import { riderNotFound } from "./find-rider.ts";
import { recordTransition } from "./record/move-order.ts";
import { toOrderView } from "./views/order-view.ts";

/** An order that nobody dispatches ends after this long. */
const UNDISPATCHED_TTL_MS = 10 * 60_000;
/** Every end of an order settles its hold in the same transaction; this only bounds a hold that lost its order. */
const HOLD_TTL_MS = 24 * 3_600_000;

type QuoteRow = typeof quotes.$inferSelect;

/**
 * Turns a quote into an order, with the fare held in the rider's wallet unless it is paid in cash. The same request again returns the
 * same order.
 */
export const createOrder = useCase({
  kind: "command",
  permission: "orders.book",
  within: { quoteId: "quote" },
  idempotency: "repeatable",
  isAudited: true,
  input: bookingSchema,
  refusals: [
    "QUOTE_NOT_FOUND",
    "QUOTE_EXPIRED",
    "QUOTE_USED",
    "RIDER_NOT_FOUND",
    "RIDER_HAS_ACTIVE_ORDER",
    "ACCOUNT_BLOCKED",
    "ACCOUNT_SUSPENDED",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
  ],
  async run(ctx: ServiceContext, actor, request) {
    const found = await findQuote(ctx, actor, request.quoteId);
    const { order, isRepeat } = await inTransaction(ctx, async (tx) => {
      const isExpired = found.quote.expiresAt.getTime() <= ctx.clock().getTime();
      const created = isExpired ? null : await insertOrder(tx, ctx, found, request);
      // After the row that refers to the rider: a restriction of the rider waits for it, or has committed.
      if (created !== null) await refuseRestricted(tx, created.riderId);
      if (created === null) {
        // A quote that became an order is used, however old it is by now: that before anything else.
        const booked = await findBooked(tx, actor, request);
        if (booked === null) throw isExpired ? quoteExpired() : hasActiveOrder();
        return { order: booked, isRepeat: true };
      }
      publishOrder(tx, created);
      const { cityId, riderId: userId } = created;
      if (created.paymentMethod === "wallet") tx.publish({ kind: "wallet", cityId, userId });
      await recordOperatorAct(tx, actor, {
        action: "book-order",
        subjectId: created.id,
        reason: null,
        after: { status: "CREATED" },
        details: { userId, fareMinor: created.fareMinor.toString(), paymentMethod: created.paymentMethod },
      });
      await Promise.all([
        recordTransition(tx, ctx, created.id, {
          from: null,
          to: "CREATED",
          at: created.createdAt,
          actorId: actor.userId,
          actorRole: actor.role,
          driverId: null,
          reason: null,
        }),
        created.requestedAt !== null && enqueueDispatch(tx, created),
        // Holds lock the wallet: last, so that it is locked for as short as can be.
        created.paymentMethod === "wallet" && holdFare(tx, ctx, created),
      ]);
      return { order: created, isRepeat: false };
    });
    if (isRepeat) return toOrderView(await findOrder(ctx.db, order.id), actor);
    const { id: orderId, cityId, fareMinor } = order;
    ctx.log.info({ orderId, cityId, fareMinor: String(fareMinor) }, "order.created");
    return toOrderView(
      { order, riderName: found.riderName, refundedMinor: 0n, driver: null, vehicle: null, terms: null, isPast: false },
      actor,
    );
  },
});

interface FoundQuote {
  readonly quote: QuoteRow;
  readonly riderName: string;
  /** How long the city looks for a driver. */
  readonly searchTimeoutS: number;
}

async function findQuote(ctx: ServiceContext, actor: Actor, quoteId: string): Promise<FoundQuote> {
  const [found] = await ctx.db
    .select({
      quote: quotes,
      riderName: shownName(users.name),
      role: users.role,
      searchTimeoutS: cities.searchTimeoutS,
    })
    .from(quotes)
    .innerJoin(users, eq(users.id, quotes.riderId))
    .innerJoin(cities, eq(cities.id, quotes.cityId))
    .where(eq(quotes.id, quoteId));
  if (!found || !mayActFor(actor, found.quote.riderId)) {
    throw new DomainError("QUOTE_NOT_FOUND", "There is no such quote. Ask for a new price.");
  }
  if (found.role !== "rider") throw riderNotFound();
  return found;
}

/** Null when the quote is used, or the rider has another ride under way. */
async function insertOrder(
  tx: Transaction,
  ctx: ServiceContext,
  { quote, searchTimeoutS }: FoundQuote,
  input: Booking,
): Promise<OrderRow | null> {
  const now = ctx.clock();
  const { id: quoteId, createdAt: _createdAt, expiresAt: _until, tariffVersion: _v, surgeBps: _s, ...journey } = quote;
  const isDispatched = input.dispatch ?? true;
  const ttlMs = isDispatched ? searchTimeoutS * 1_000 : UNDISPATCHED_TTL_MS;
  const paymentMethod = input.paymentMethod ?? "wallet";
  const debt = paymentMethod === "cash" ? await readRiderDebt(tx, quote) : null;
  const [order] = await tx
    .insert(orders)
    .values({
      ...journey,
      id: ctx.newId(),
      quoteId,
      status: "CREATED",
      paymentMethod,
      carriedDebtMinor: debt?.amountMinor ?? null,
      note: noteOf(input),
      startPin: input.startPin === true ? newPin(ctx.random) : null,
      createdAt: now,
      requestedAt: isDispatched ? now : null,
      expiresAt: new Date(now.getTime() + ttlMs),
    })
    .onConflictDoNothing()
    .returning();
  return order ?? null;
}

function quoteExpired(): DomainError {
  return new DomainError("QUOTE_EXPIRED", "The price has expired. Ask for a new one.");
}

function hasActiveOrder(): DomainError {
  return new DomainError("RIDER_HAS_ACTIVE_ORDER", "You have a ride under way. Finish or cancel it first.");
}

async function holdFare(tx: Transaction, ctx: ServiceContext, order: OrderRow): Promise<void> {
  await placeTripHold(tx, ctx, {
    orderId: order.id,
    riderId: order.riderId,
    cityId: order.cityId,
    amountMinor: order.fareMinor,
    currency: order.currency,
    expiresAt: new Date(order.createdAt.getTime() + HOLD_TTL_MS),
  });
}

function newPin(random: () => number): string {
  return Math.floor(random() * 10_000)
    .toString()
    .padStart(4, "0");
}
