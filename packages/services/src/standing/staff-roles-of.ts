import { type CityRoles, STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import { type Column, type SQL, sql } from "drizzle-orm";

/** Of a user's id: their roles for all cities, in the order of the table; empty for all but operators. */
export function staffRolesOf(userId: Column): SQL<StaffRole[]> {
  return sql<StaffRole[]>`ARRAY(
    SELECT r.role FROM staff_roles r WHERE r.user_id = ${userId} AND r.city_id IS NULL
    ORDER BY array_position(${sql.param([...STAFF_ROLES])}::text[], r.role))`;
}

/** Of a user's id: the cities of their roles for one. */
export function cityRolesOf(userId: Column): SQL<CityRoles> {
  return sql<CityRoles>`(
    SELECT coalesce(jsonb_object_agg(r.role, r.city_id), '{}'::jsonb) FROM staff_roles r
    WHERE r.user_id = ${userId} AND r.city_id IS NOT NULL)`;
}
