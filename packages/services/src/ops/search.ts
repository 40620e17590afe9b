import { type Role, ROLES } from "@atlas/core/actor";
import { cityIdSchema } from "@atlas/core/fields";
import { ACCOUNT_KINDS, type AccountKind } from "@atlas/core/ledger";
import { ORDER_STATUSES, type OrderStatus } from "@atlas/core/order-status";
import { holds } from "@atlas/core/permissions";
import { readSearchTerms, type SearchTerms } from "@atlas/core/search-terms";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import { isoTimeColumn, query } from "@atlas/db/query";
import { shownName } from "@atlas/db/shown-name";
import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { accountName } from "../ledger/read/account-name.ts";
import { useCase } from "../use-case.ts";
import { ordersFound, peopleByShortId, peopleFound, vehiclesFound } from "../search/find-ids.ts";

/** So many of each kind. */
const PER_KIND = 6;
/** A city has so many sub-accounts of a kind, and their ids are in no order. */
const SHARDS = 16;

export interface FoundPerson {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly role: Role;
}

export interface FoundVehicle {
  readonly vehicleId: string;
  readonly plate: string;
  readonly model: string;
  readonly vehicleType: VehicleType;
  readonly driverId: string;
  readonly driverName: string;
}

/** Times are ISO-8601. */
export interface FoundOrder {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly riderName: string;
  readonly driverName: string | null;
  readonly pickupLabel: string;
  readonly dropoffLabel: string;
  readonly createdAt: string;
}

export interface FoundAccount {
  readonly accountId: string;
  readonly code: string;
  readonly name: string;
  readonly kind: AccountKind;
}

/** At most six of each kind, the best or the newest first. */
export interface SearchResults {
  readonly people: readonly FoundPerson[];
  readonly vehicles: readonly FoundVehicle[];
  readonly orders: readonly FoundOrder[];
  readonly accounts: readonly FoundAccount[];
  /** The transfer with this id. */
  readonly transferId: string | null;
}

/**
 * What a text leads to: people by name, e-mail address and telephone number, vehicles by plate, orders by the digits of their id, their
 * people, vehicles and places, ledger accounts by code, kind and owner, everything by its whole id.
 */
export const search = useCase({
  kind: "query",
  weight: 2,
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({
    query: z.string().trim().min(2).max(100),
    /** A kind of accounts whose name in the caller's language matches. */
    accountKind: z.enum(ACCOUNT_KINDS).optional(),
    /** Where orders are sought by place; the caller's own when left out. */
    cityId: cityIdSchema.optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<SearchResults> {
    const terms = readSearchTerms(input.query);
    const cityId = input.cityId ?? (await homeCityId(ctx, actor));
    // Of an operator whose role is for one city nothing is shown of others, by an id neither.
    const only = holds(actor, "ops.read") ? null : cityId;
    const [people, vehicles, orders] = await Promise.all([
      findPeople(ctx, terms, only),
      findVehicles(ctx, terms, only),
      findOrders(ctx, terms, { cityId, only }),
    ]);
    if (!holds(actor, "ledger.read")) return { people, vehicles, orders, accounts: [], transferId: null };
    const owners = people.map(({ userId }) => userId);
    const accounts = await findAccounts(ctx, terms, { owners, kind: input.accountKind });
    return { people, vehicles, orders, accounts, transferId: await findTransfer(ctx, terms) };
  },
});

type Reader = Pick<ServiceContext, "db">;

const personRow = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  role: z.enum(ROLES),
});

/** So many are looked at where those of one city are sought among all. */
const MAX_LOOKED_AT = 200;

async function findPeople({ db }: Reader, terms: SearchTerms, only: string | null): Promise<readonly FoundPerson[]> {
  const { shortId } = terms;
  const limit = only === null ? PER_KIND : MAX_LOOKED_AT;
  const byDigits = shortId === null ? sql`'{}'::uuid[]` : peopleByShortId(shortId, limit);
  return await query(
    db,
    personRow,
    sql`
      SELECT u.id AS "userId", ${shownName(sql`u.name`)} AS name, u.email, u.phone, u.role
      FROM unnest(${byDigits} || ${peopleFound(terms, null, limit)}) WITH ORDINALITY AS f(id, n)
      JOIN users u ON u.id = f.id AND u.deleted_at IS NULL AND u.role <> 'service'
        AND (${only}::text IS NULL OR u.city_id = ${only})
      GROUP BY u.id ORDER BY min(f.n) LIMIT ${PER_KIND}`,
  );
}

const vehicleRow = z.object({
  vehicleId: z.string(),
  plate: z.string(),
  model: z.string(),
  vehicleType: z.enum(VEHICLE_TYPES),
  driverId: z.string(),
  driverName: z.string(),
});

async function findVehicles({ db }: Reader, terms: SearchTerms, only: string | null): Promise<readonly FoundVehicle[]> {
  if (terms.plate === null && terms.id === null) return [];
  const limit = only === null ? PER_KIND : MAX_LOOKED_AT;
  const found = terms.id === null ? vehiclesFound(terms, limit) : sql`ARRAY[${terms.id}::uuid]`;
  return await query(
    db,
    vehicleRow,
    sql`
      SELECT v.id AS "vehicleId", v.plate, v.model, v.vehicle_type AS "vehicleType", v.driver_id AS "driverId",
        ${shownName(sql`u.name`)} AS "driverName"
      FROM vehicles v JOIN users u ON u.id = v.driver_id
      WHERE v.id = ANY (${found}) AND (${only}::text IS NULL OR u.city_id = ${only}) ORDER BY v.is_active DESC, v.plate LIMIT ${PER_KIND}`,
  );
}

const orderRow = z.object({
  orderId: z.string(),
  status: z.enum(ORDER_STATUSES),
  riderName: z.string(),
  driverName: z.string().nullable(),
  pickupLabel: z.string(),
  dropoffLabel: z.string(),
  createdAt: isoTimeColumn,
});

async function findOrders(
  { db }: Reader,
  terms: SearchTerms,
  { cityId, only }: { readonly cityId: string; readonly only: string | null },
): Promise<readonly FoundOrder[]> {
  const found: SQL = terms.id === null ? ordersFound(terms, cityId, PER_KIND) : sql`ARRAY[${terms.id}::uuid]`;
  return await query(
    db,
    orderRow,
    sql`
      SELECT o.id AS "orderId", o.status, ${shownName(sql`coalesce(o.rider_name, r.name)`)} AS "riderName",
        ${shownName(sql`coalesce(o.driver_name, d.name)`)} AS "driverName", o.pickup_label AS "pickupLabel",
        o.dropoff_label AS "dropoffLabel", o.created_at AS "createdAt"
      FROM orders o JOIN users r ON r.id = o.rider_id LEFT JOIN users d ON d.id = o.driver_id
      WHERE o.id = ANY (${found}) AND (${only}::text IS NULL OR o.city_id = ${only}) ORDER BY o.id DESC LIMIT ${PER_KIND}`,
  );
}

const accountRow = z.object({
  accountId: z.string(),
  code: z.string(),
  kind: z.enum(ACCOUNT_KINDS),
  shard: z.int(),
  ownerName: z.string().nullable(),
});

interface AccountsOf {
  readonly owners: readonly string[];
  readonly kind?: AccountKind | undefined;
}

async function findAccounts({ db }: Reader, terms: SearchTerms, { owners, kind }: AccountsOf): Promise<FoundAccount[]> {
  const { id, shortId, accountCode } = terms;
  const ofKind = sql`
    SELECT a.id, 2 AS rank FROM unnest(enum_range(NULL::ledger.account_kind)) AS k(kind) CROSS JOIN LATERAL (
      SELECT a.id FROM ledger.accounts a WHERE a.kind = k.kind ORDER BY a.id LIMIT ${SHARDS}) AS a
    WHERE ledger.account_code(k.kind) = ${accountCode}::text OR k.kind::text = ${kind ?? null}::text`;
  const rows = await query(
    db,
    accountRow,
    sql`
      SELECT a.id AS "accountId", ledger.account_code(a.kind) AS code, a.kind, a.shard, ${shownName(sql`u.name`)} AS "ownerName"
      FROM (
        (SELECT a.id, 0 AS rank FROM ledger.accounts a WHERE a.id = ${id}::uuid)
        UNION ALL (SELECT a.id, 0 FROM ledger.accounts a WHERE "right"(a.id::text, 8) COLLATE "C" = ${shortId}::text LIMIT ${PER_KIND})
        UNION ALL (SELECT a.id, 1 FROM ledger.accounts a WHERE a.owner_id = ANY (${sql.param([...owners])}::uuid[]) LIMIT ${PER_KIND})
        UNION ALL (${ofKind})
      ) AS f JOIN ledger.accounts a ON a.id = f.id LEFT JOIN users u ON u.id = a.owner_id
      GROUP BY a.id, u.name ORDER BY min(f.rank), a.kind, a.shard, a.id LIMIT ${PER_KIND}`,
  );
  return rows.map(({ shard, ownerName, ...account }) => ({
    ...account,
    name: accountName({ kind: account.kind, shard, ownerName }),
  }));
}

const transferRow = z.object({ transferId: z.string() });

async function findTransfer({ db }: Reader, { id }: SearchTerms): Promise<string | null> {
  if (id === null) return null;
  const [found] = await query(
    db,
    transferRow,
    sql`SELECT t.id AS "transferId" FROM ledger.transfers t WHERE t.id = ${id}::uuid`,
  );
  return found?.transferId ?? null;
}
