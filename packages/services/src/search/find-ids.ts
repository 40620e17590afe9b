import type { Role } from "@atlas/core/actor";
import type { SearchTerms } from "@atlas/core/search-terms";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { users } from "@atlas/db/schema/identity";
import { type SQL, sql } from "drizzle-orm";

/** A list that is searched shows no more than the first so many that match. */
const MAX_FOUND = 200;

/** The ids as a subquery: the planner calls a bare function as well, to guess how many there are, and that is the whole search once more. */
function once(ids: SQL): SQL {
  return sql`(SELECT ${ids})::uuid[]`;
}

/** The ids of people who match, of one role or of all (null), the best first, as an expression of the type uuid[]. */
export function peopleFound({ text, phone, id }: SearchTerms, role: Role | null, limit = MAX_FOUND): SQL {
  if (id !== null) return sql`ARRAY[${id}::uuid]`;
  return once(sql`public.search_people(${text}, ${phone}::text, ${role}::role, ${limit}::integer)`);
}

/** The ids of people of whom a page shows these eight digits. */
export function peopleByShortId(shortId: string, limit: number): SQL {
  return sql`ARRAY(SELECT ${users.id} FROM ${users} WHERE "right"(${users.id}::text, 8) COLLATE "C" = ${shortId}::text LIMIT ${limit})`;
}

/** The ids of vehicles whose plate matches. */
export function vehiclesFound({ plate }: SearchTerms, limit = MAX_FOUND): SQL {
  if (plate === null) return sql`'{}'::uuid[]`;
  return once(sql`public.search_vehicles(${plate}, ${limit}::integer)`);
}

/** The ids of the city's orders that match, the newest first. */
export function ordersFound({ text, shortId, phone, plate }: SearchTerms, cityId: string, limit = MAX_FOUND): SQL {
  return once(
    sql`public.search_orders(${cityId}, ${shortId}::text, ${text}, ${phone}::text, ${plate}::text, ${limit}::integer)`,
  );
}

/** Whether an order is among those that match, as a condition: the database finds them once, and then looks only at these. */
export function isOrderFound(terms: SearchTerms, cityId: string): SQL {
  if (terms.id !== null) return sql`${orders.id} = ${terms.id}::uuid`;
  return sql`${orders.id} = ANY (${ordersFound(terms, cityId)})`;
}

/** Whether a driver is among those that match, by themselves or by a vehicle of theirs, as a condition. */
export function isDriverFound(terms: SearchTerms): SQL {
  const byPlate = sql`ARRAY(SELECT ${vehicles.driverId} FROM ${vehicles} WHERE ${vehicles.id} = ANY (${vehiclesFound(terms)}))`;
  return sql`${drivers.id} = ANY (${peopleFound(terms, "driver")} || ${byPlate})`;
}

/** Whether an account `a` is the one with this id or of these digits, or of somebody who matches, as a condition. */
export function isAccountFound(terms: SearchTerms): SQL {
  const { id, shortId } = terms;
  const byDigits = sql`ARRAY(
    SELECT s.id FROM ledger.accounts s WHERE "right"(s.id::text, 8) COLLATE "C" = ${shortId}::text LIMIT ${MAX_FOUND})`;
  return sql`a.id = ANY (${byDigits} || ${id}::uuid || ARRAY(
    SELECT o.id FROM ledger.accounts o WHERE o.owner_id = ANY (${peopleFound(terms, null)})))`;
}
