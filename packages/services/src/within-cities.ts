import type { Actor } from "@atlas/core/actor";
import { DomainError, type ErrorCode } from "@atlas/core/errors";
import { citiesWith, holds, type Permission } from "@atlas/core/permissions";
import type { Queryable } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";

interface ObjectOfCity {
  /** What an operator of another city is refused with: the same as for an object that there is not. */
  readonly code: ErrorCode;
  readonly says: string;
  /** The objects with these ids, each with its `"cityId"`. */
  readonly cityOf: (ids: SQL) => SQL;
}

const ofUsers = (ids: SQL): SQL => sql`SELECT id::text, city_id AS "cityId" FROM users WHERE id = ANY (${ids}::uuid[])`;

/** What an input can name that belongs to a city. */
const OBJECTS = {
  city: {
    code: "CITY_NOT_FOUND",
    says: "Atlas does not serve this city.",
    cityOf: (ids) => sql`SELECT id, id AS "cityId" FROM cities WHERE id = ANY (${ids}::text[])`,
  },
  order: {
    code: "ORDER_NOT_FOUND",
    says: "This order does not exist.",
    cityOf: (ids) => sql`SELECT id::text, city_id AS "cityId" FROM orders WHERE id = ANY (${ids}::uuid[])`,
  },
  quote: {
    code: "QUOTE_NOT_FOUND",
    says: "This quote does not exist.",
    cityOf: (ids) => sql`SELECT id::text, city_id AS "cityId" FROM quotes WHERE id = ANY (${ids}::uuid[])`,
  },
  person: { code: "PERSON_NOT_FOUND", says: "There is no such person.", cityOf: ofUsers },
  rider: { code: "RIDER_NOT_FOUND", says: "This rider does not exist.", cityOf: ofUsers },
  driver: { code: "DRIVER_NOT_FOUND", says: "This driver does not exist.", cityOf: ofUsers },
  wallet: { code: "ACCOUNT_NOT_FOUND", says: "There is no such ledger account.", cityOf: ofUsers },
  account: {
    code: "ACCOUNT_NOT_FOUND",
    says: "There is no such ledger account.",
    cityOf: (ids) => sql`SELECT id::text, city_id AS "cityId" FROM ledger.accounts WHERE id = ANY (${ids}::uuid[])`,
  },
  alert: {
    code: "ALERT_NOT_FOUND",
    says: "There is no such alert.",
    cityOf: (ids) => sql`SELECT id::text, city_id AS "cityId" FROM alerts WHERE id = ANY (${ids}::uuid[])`,
  },
  approval: {
    code: "APPROVAL_NOT_FOUND",
    says: "There is no such request.",
    cityOf: (ids) => sql`
      SELECT id::text, city_id AS "cityId" FROM ledger.approval_requests WHERE id = ANY (${ids}::uuid[])`,
  },
  payout: {
    code: "PAYOUT_NOT_FOUND",
    says: "There is no such payout.",
    cityOf: (ids) => sql`
      SELECT p.id::text, a.city_id AS "cityId" FROM ledger.payouts p JOIN ledger.accounts a ON a.id = p.account_id
      WHERE p.id = ANY (${ids}::uuid[])`,
  },
  payment: {
    code: "PAYMENT_NOT_FOUND",
    says: "There is no such payment.",
    cityOf: (ids) => sql`SELECT id::text, city_id AS "cityId" FROM ledger.payments WHERE id = ANY (${ids}::uuid[])`,
  },
  batch: {
    code: "BATCH_NOT_FOUND",
    says: "There is no such file.",
    cityOf: (ids) =>
      sql`SELECT id::text, city_id AS "cityId" FROM ledger.payout_batches WHERE id = ANY (${ids}::uuid[])`,
  },
  receipt: {
    code: "NOT_FOUND",
    says: "There is no such receipt.",
    cityOf: (numbers) => sql`
      SELECT number AS id, city_id AS "cityId" FROM ledger.cash_desk_receipts WHERE number = ANY (${numbers}::text[])`,
  },
} as const satisfies Readonly<Record<string, ObjectOfCity>>;

/** Which fields of an input name something of a city, and what. A city that is left out is one of the caller's; whatever else is, is the caller's own. */
export type Within = { readonly [field in string]?: keyof typeof OBJECTS };

interface Kept {
  readonly permission: Permission | "anyone";
  readonly within?: Within | undefined;
}

/** What operators of another city are refused with. */
export function refusalsWithin({ within = {} }: Kept): ErrorCode[] {
  return Object.values(within).flatMap((kind) => (kind === undefined ? [] : [OBJECTS[kind].code]));
}

/** Whether the actor may ask at all: for all cities, or for some where the call can be kept to them. */
export function mayAsk(actor: Actor, { permission, within }: Kept): boolean {
  if (permission === "anyone" || holds(actor, permission)) return true;
  return within !== undefined && citiesWith(actor, permission).length > 0;
}

/**
 * The input of an operator whose roles for it are for cities: what it names belongs to one of them, and a city that it leaves out is filled in.
 * Everybody else's is as it was.
 * @throws DomainError with the code of what is named, when that is of another city or there is no such thing
 */
export async function keptToCities(
  ctx: unknown,
  actor: Actor,
  { permission, within = {} }: Kept,
  input: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  if (permission === "anyone" || holds(actor, permission)) return input;
  if (!hasDatabase(ctx)) throw new Error("there is no database to look in for a city");
  const cityIds = citiesWith(actor, permission);
  const filled: Record<string, unknown> = { ...input };
  for (const [field, kind] of Object.entries(within)) {
    if (kind === undefined) continue;
    const named = filled[field];
    if (named != null) await requireWithin(ctx.db, { kind, ids: idsSchema.parse(named) }, cityIds);
    else if (kind === "city") filled[field] = await ownCityOf(ctx.db, actor, cityIds);
  }
  return filled;
}

/** One id, or several of the same kind. */
const idsSchema = z.union([z.string().transform((id) => [id]), z.array(z.string())]);
const cityRow = z.object({ id: z.string(), cityId: z.string() });

async function requireWithin(
  db: Queryable,
  { kind, ids }: { readonly kind: keyof typeof OBJECTS; readonly ids: readonly string[] },
  cityIds: readonly string[],
): Promise<void> {
  const { code, says, cityOf } = OBJECTS[kind];
  const rows = await query(db, cityRow, cityOf(sql`${sql.param([...ids])}`));
  const own = new Set(rows.filter(({ cityId }) => cityIds.includes(cityId)).map(({ id }) => id));
  if (!ids.every((id) => own.has(id.toLowerCase()) || own.has(id))) throw new DomainError(code, says);
}

/** Where the operator's account is, if their roles are for it. */
async function ownCityOf(db: Queryable, { userId }: Actor, cityIds: readonly string[]): Promise<string> {
  const [home] = await query(db, cityRow, ofUsers(sql`${sql.param([userId])}`));
  const own = cityIds.find((cityId) => cityId === home?.cityId) ?? cityIds[0];
  if (own === undefined) throw new Error("an operator of no city was let in");
  return own;
}

function hasDatabase(ctx: unknown): ctx is { readonly db: Queryable } {
  return typeof ctx === "object" && ctx !== null && "db" in ctx;
}
