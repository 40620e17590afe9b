import { cityIdSchema, daySchema, idSchema, pageFields } from "@atlas/core/fields";
import { APPROVAL_KINDS, APPROVAL_STATES, type ApprovalKind, type ApprovalState } from "@atlas/core/ledger";
import { minorColumn, query, queryOne } from "@atlas/db/query";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { chosenCityId } from "../cities/get-city.ts";
import { startOfDay } from "../clock/start-of-day.ts";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { type ApprovalView, isWaiting, readApproval, readApprovals } from "./approval-view.ts";

const DEFAULT_LIMIT = 50;

export interface ApprovalPage {
  readonly items: readonly ApprovalView[];
  readonly nextCursor: string | null;
}

const filterFields = {
  state: z.enum(APPROVAL_STATES).optional(),
  kind: z.enum(APPROVAL_KINDS).optional(),
  /** Those that one operator asked for. */
  requestedBy: idSchema.optional(),
  /** Asked for on these days of the city's calendar, both ends included. */
  fromDay: daySchema.optional(),
  toDay: daySchema.optional(),
};
type Filter = z.output<z.ZodObject<typeof filterFields>>;

/** What operators of a city asked a second one for, newest first. */
export const listApprovals = useCase({
  kind: "query",
  permission: "approvals.read",
  within: { cityId: "city" },
  input: z.object({ ...pageFields, ...filterFields, cityId: cityIdSchema.optional() }),
  refusals: ["CITY_NOT_FOUND"],
  async run(
    ctx: Pick<ServiceContext, "db" | "isDemo">,
    actor,
    { cursor, limit = DEFAULT_LIMIT, ...input },
  ): Promise<ApprovalPage> {
    const cityId = await chosenCityId(ctx, actor, input.cityId);
    const where = sql.join(
      [sql`r.city_id = ${cityId}`, ...(cursor ? [sql`r.id < ${cursor}::uuid`] : []), ...conditionsOf(input, cityId)],
      sql` AND `,
    );
    const found = await readApprovals(ctx.db, where, limit + 1);
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.requestId ?? null) : null };
  },
});

function conditionsOf({ state, kind, requestedBy, fromDay, toDay }: Filter, cityId: string): SQL[] {
  return [
    state && inState(state),
    kind && sql`r.kind = ${kind}::ledger.approval_kind`,
    requestedBy && sql`r.requested_by = ${requestedBy}::uuid`,
    fromDay && sql`r.requested_at >= ${startOfDay(cityId, fromDay)}`,
    toDay && sql`r.requested_at < ${startOfDay(cityId, toDay, 1)}`,
  ].filter((condition) => typeof condition === "object");
}

function inState(state: ApprovalState): SQL {
  if (state === "waiting") return isWaiting;
  if (state === "expired") return sql`(r.state = 'expired' OR r.state = 'waiting' AND NOT ${isWaiting})`;
  return sql`r.state = ${state}::ledger.approval_state`;
}

/** One request. */
export const getApproval = useCase({
  kind: "query",
  permission: "approvals.read",
  within: { requestId: "approval" },
  input: z.object({ requestId: idSchema }),
  refusals: ["APPROVAL_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, _, { requestId }): Promise<ApprovalView> {
    return await readApproval(ctx.db, requestId);
  },
});

export interface WaitingApprovals {
  /** That the caller did not ask for. */
  readonly others: number;
  readonly own: number;
  /** Changes with every request and decision of the city. */
  readonly stamp: string | null;
}

const waitingRow = z.object({ others: z.int(), own: z.int(), stamp: z.string().nullable() });

/** How many requests of a city wait for a second operator. */
export const waitingApprovals = useCase({
  kind: "query",
  permission: "approvals.read",
  within: { cityId: "city" },
  input: z.object({ cityId: cityIdSchema.optional() }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db" | "isDemo">, actor, input): Promise<WaitingApprovals> {
    const cityId = await chosenCityId(ctx, actor, input.cityId);
    return await queryOne(
      ctx.db,
      waitingRow,
      sql`
        SELECT (count(*) FILTER (WHERE r.requested_by <> ${actor.userId}::uuid))::int AS others,
          (count(*) FILTER (WHERE r.requested_by = ${actor.userId}::uuid))::int AS own,
          md5(string_agg(r.id::text, ',' ORDER BY r.id)) AS stamp
        FROM ledger.approval_requests r WHERE r.city_id = ${cityId} AND ${isWaiting}`,
    );
  },
});

export interface ApprovalLimit {
  readonly kind: ApprovalKind;
  readonly limitMinor: string;
}

const limitRow = z.object({ kind: z.enum(APPROVAL_KINDS), limitMinor: minorColumn });

/** What an operator of a city moves at once without a second one, by what it does. */
export const approvalLimits = useCase({
  kind: "query",
  permission: "approvals.read",
  within: { cityId: "city" },
  input: z.object({ cityId: cityIdSchema.optional() }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db" | "isDemo">, actor, input): Promise<ApprovalLimit[]> {
    const cityId = await chosenCityId(ctx, actor, input.cityId);
    const kinds = sql.param([...APPROVAL_KINDS]);
    const statement = sql`
      SELECT kind, ledger.approval_limit(${cityId}, kind) AS "limitMinor"
      FROM unnest(${kinds}::text[]) WITH ORDINALITY AS k(kind, n) ORDER BY n`;
    return await query(ctx.db, limitRow, statement);
  },
});
