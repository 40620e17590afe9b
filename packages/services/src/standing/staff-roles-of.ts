import { STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import { type Column, type SQL, sql } from "drizzle-orm";

/** Of a user's id: their roles among the staff, in the order of the table; empty for all but operators. */
export function staffRolesOf(userId: Column): SQL<StaffRole[]> {
  return sql<StaffRole[]>`ARRAY(
    SELECT r.role FROM staff_roles r WHERE r.user_id = ${userId}
    ORDER BY array_position(${sql.param([...STAFF_ROLES])}::text[], r.role))`;
}
