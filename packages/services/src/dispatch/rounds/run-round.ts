import { type OrderPlan, planRound } from "@atlas/core/matching/plan-round";
import type { Transaction } from "@atlas/db/connect";
import { type CandidateOutcome, dispatchRounds, offers, orders } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import type { City } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import { consumeOnce } from "../../messaging/consume-once.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { enqueueDispatch } from "../../orders/record/enqueue-dispatch.ts";
import { lockOrder, type OrderRow } from "../../orders/record/find-order.ts";
import { inSpan } from "@atlas/telemetry/in-span";
import type { Contender } from "./contender.ts";
import { type Gathered, gatherContenders } from "./gather-contenders.ts";
import { offerOrder } from "./offer-order.ts";
import { collectForMs, untilNextRoundMs } from "@atlas/core/matching/round-window";
import { excludedDrivers } from "./searching-orders.ts";

export type RoundOutcome = "offered" | "matched" | "waiting" | "nothing-to-do";

export interface Round {
  readonly together: readonly OrderRow[];
  /** The message that asked for the round, and the order for which; received with what is done for that order. */
  readonly receipt: { readonly orderId: string; readonly consumer: string; readonly messageId: string };
}

/** One round: gathers who could be asked, weighs the orders against one another, and reserves driver by driver. */
export async function runRound(
  ctx: ServiceContext,
  city: City,
  round: Round,
): Promise<ReadonlyMap<string, RoundOutcome>> {
  const attributes = { "atlas.city": city.id, "atlas.orders": round.together.length };
  return await inSpan("match round", { attributes }, async () => planAndOffer(ctx, city, round));
}

async function planAndOffer(
  ctx: ServiceContext,
  city: City,
  { together, receipt }: Round,
): Promise<ReadonlyMap<string, RoundOutcome>> {
  const startedMs = performance.now();
  const excluded = await excludedDrivers(
    ctx.db,
    together.map(({ id }) => id),
  );
  const gathered = await Promise.all(
    together.map((order) => gatherContenders(ctx, city, { order, excluded: excluded.get(order.id) ?? [] })),
  );
  const now = ctx.clock();
  const plans = planRound(
    together.map((order, index) => ({
      orderId: order.id,
      waitedS: (now.getTime() - (order.requestedAt ?? order.createdAt).getTime()) / 1_000,
      candidates: gathered[index]?.contenders ?? [],
    })),
  );
  const computeMs = performance.now() - startedMs;
  const planned = new Set(plans.flatMap(({ driverId }) => driverId ?? []));
  const outcomes = new Map<string, RoundOutcome>();
  for (const [index, order] of together.entries()) {
    const found = gathered[index];
    const plan = plans[index];
    if (!found || !plan) continue;
    const isPlannedElsewhere = (driverId: string): boolean => driverId !== plan.driverId && planned.has(driverId);
    const competing = together.length - 1;
    const own = receipt.orderId === order.id ? receipt : null;
    const round: OrderRound = { city, plan, found, computeMs, isPlannedElsewhere, competing, receipt: own };
    const attributes = { "atlas.order.id": order.id, "atlas.candidates": found.contenders.length };
    const outcome = await inSpan("offer", { attributes }, async (span) => {
      const reached = await commitRound(ctx, order, round);
      span.setAttribute("atlas.outcome", reached);
      return reached;
    });
    outcomes.set(order.id, outcome);
  }
  return outcomes;
}

interface OrderRound {
  readonly city: City;
  readonly plan: OrderPlan;
  readonly found: Gathered;
  readonly computeMs: number;
  readonly isPlannedElsewhere: (driverId: string) => boolean;
  /** Other orders in the same round. */
  readonly competing: number;
  readonly receipt: Round["receipt"] | null;
}

/** Everything that the round does for one order, in one transaction: the promise, its record, and what follows. */
async function commitRound(ctx: ServiceContext, seen: OrderRow, round: OrderRound): Promise<RoundOutcome> {
  const outcome = await inTransaction(ctx, async (tx): Promise<RoundOutcome> => {
    const [order, pending] = await Promise.all([lockOrder(tx, seen.id), countPending(tx, seen.id)]);
    if (order.status !== "CREATED" || order.dispatchRound !== seen.dispatchRound) return "nothing-to-do";
    const size = round.city.offerWaveSize - pending;
    if (size <= 0) return "nothing-to-do";
    const offered = await offerOrder(tx, ctx, { city: round.city, order, contenders: inTurn(round), size });
    const isServed = offered.outcome !== "waiting";
    const now = ctx.clock();
    const dispatchRound = order.dispatchRound + 1;
    const delayMs = untilNextRoundMs(now, collectForMs(round.competing));
    await Promise.all([
      recordRound(tx, ctx, order, { ...round, outcomes: offered.outcomes }),
      tx
        .update(orders)
        .set({ dispatchRound, unservedSince: isServed ? null : (order.unservedSince ?? now) })
        .where(eq(orders.id, order.id)),
      isServed || enqueueDispatch(tx, { ...order, dispatchRound }, { delayMs, isCollected: true }),
      round.receipt && consumeOnce(tx, round.receipt.consumer, round.receipt.messageId),
    ]);
    return offered.outcome;
  });
  if (outcome === "nothing-to-do") return outcome;
  ctx.log.info({ orderId: seen.id, round: seen.dispatchRound, outcome }, "dispatch.round");
  return outcome;
}

/** First the one whom the plan chose, then the rest by rank; who is planned for another order is left to it. */
function inTurn({ plan, found, isPlannedElsewhere }: OrderRound): Contender[] {
  const byId = new Map(found.contenders.map((contender) => [contender.driverId, contender]));
  const ranked = plan.ranking.map(({ driverId }) => driverId).filter((driverId) => !isPlannedElsewhere(driverId));
  const first = plan.driverId === null ? [] : [plan.driverId];
  return [...new Set([...first, ...ranked])].flatMap((driverId) => byId.get(driverId) ?? []);
}

async function countPending(tx: Transaction, orderId: string): Promise<number> {
  return await tx.$count(offers, and(eq(offers.orderId, orderId), eq(offers.status, "PENDING")));
}

async function recordRound(
  tx: Transaction,
  ctx: ServiceContext,
  order: OrderRow,
  round: OrderRound & { readonly outcomes: ReadonlyMap<string, CandidateOutcome> },
): Promise<void> {
  const { found, plan, outcomes } = round;
  const ranked = new Map(plan.ranking.map((candidate) => [candidate.driverId, candidate]));
  const fit = found.contenders.map((contender) => ({
    driverId: contender.driverId,
    distanceM: Math.round(contender.distanceM),
    etaS: contender.etaS,
    score: ranked.get(contender.driverId)?.score ?? null,
    rank: ranked.get(contender.driverId)?.rank ?? null,
    outcome: outcomes.get(contender.driverId) ?? unaskedOutcome(round, contender.driverId, ranked),
    remainingS: contender.trip && Math.round(contender.trip.remainingS),
  }));
  const unfit = found.unfit.map(({ driverId, distanceM, outcome, remainingS }) => ({
    driverId,
    distanceM: Math.round(distanceM),
    etaS: null,
    score: null,
    rank: null,
    outcome,
    remainingS: remainingS === undefined ? null : Math.round(remainingS),
  }));
  await tx.insert(dispatchRounds).values({
    id: ctx.newId(),
    orderId: order.id,
    round: order.dispatchRound,
    radiusM: found.radiusM,
    computeMs: round.computeMs,
    candidates: [...fit.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity)), ...unfit],
    at: ctx.clock(),
  });
}

function unaskedOutcome(
  { isPlannedElsewhere }: OrderRound,
  driverId: string,
  ranked: ReadonlyMap<string, unknown>,
): CandidateOutcome {
  if (!ranked.has(driverId)) return "too_far_by_road";
  return isPlannedElsewhere(driverId) ? "reserved_elsewhere" : "outranked";
}
