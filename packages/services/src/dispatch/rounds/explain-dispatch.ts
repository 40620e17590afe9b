import { idSchema } from "@atlas/core/fields";
import { users } from "@atlas/db/schema/identity";
import { type CandidateOutcome, dispatchRounds } from "@atlas/db/schema/orders";
import { asc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { shownName } from "@atlas/db/shown-name";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { findOrder } from "../../orders/record/find-order.ts";

export interface ExplainedCandidate {
  readonly driverId: string;
  readonly driverName: string;
  readonly distanceM: number;
  readonly etaS: number | null;
  readonly score: number | null;
  /** 1 is the best; null for one who could not be asked. */
  readonly rank: number | null;
  readonly outcome: CandidateOutcome;
  /** For a driver who was on a trip that was about to end: how long that still took, part of `etaS`. Null for others. */
  readonly remainingS: number | null;
}

export interface ExplainedRound {
  readonly round: number;
  readonly at: string;
  readonly radiusM: number;
  readonly computeMs: number;
  readonly candidates: readonly ExplainedCandidate[];
}

export interface ExplainedDispatch {
  readonly orderId: string;
  readonly rounds: readonly ExplainedRound[];
}

/** Why dispatch chose as it did, round by round; kept 30 days. */
export const explainDispatch = useCase({
  kind: "query",
  permission: "orders.inspect",
  within: { orderId: "order" },
  input: z.object({ orderId: idSchema }),
  refusals: ["ORDER_NOT_FOUND"],
  async run(ctx: ServiceContext, _actor, input): Promise<ExplainedDispatch> {
    const { order } = await findOrder(ctx.db, input.orderId);
    const rows = await ctx.db
      .select()
      .from(dispatchRounds)
      .where(eq(dispatchRounds.orderId, order.id))
      .orderBy(asc(dispatchRounds.round), asc(dispatchRounds.at));
    const driverIds = [...new Set(rows.flatMap((row) => row.candidates.map((candidate) => candidate.driverId)))];
    const named =
      driverIds.length === 0
        ? []
        : await ctx.db
            .select({ id: users.id, name: shownName(users.name) })
            .from(users)
            .where(inArray(users.id, driverIds));
    const names = new Map(named.map((user) => [user.id, user.name]));
    return {
      orderId: order.id,
      rounds: rows.map((row) => ({
        round: row.round,
        at: row.at.toISOString(),
        radiusM: row.radiusM,
        computeMs: row.computeMs,
        candidates: row.candidates.map((candidate) => ({
          ...candidate,
          remainingS: candidate.remainingS ?? null,
          driverName: names.get(candidate.driverId) ?? "",
        })),
      })),
    };
  },
});
