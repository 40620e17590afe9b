import { type SQL, sql } from "drizzle-orm";

/** When a day of the city's calendar begins, or one `later` days after it. */
export function startOfDay(cityId: string, day: string, later = 0): SQL {
  return sql`(
    SELECT (${day}::date + ${later}::integer)::timestamp AT TIME ZONE c.timezone FROM cities c WHERE c.id = ${cityId})`;
}

/** The same of the city that a user belongs to. */
export function startOfDayOf(userId: string, day: string, later = 0): SQL {
  return sql`(
    SELECT (${day}::date + ${later}::integer)::timestamp AT TIME ZONE c.timezone
    FROM users u JOIN cities c ON c.id = u.city_id WHERE u.id = ${userId}::uuid)`;
}
