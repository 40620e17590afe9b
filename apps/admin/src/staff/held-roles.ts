import { CITY_STAFF_ROLES, type CityRoles, type CityStaffRole, STAFF_ROLES, type StaffRole } from "@atlas/core/actor";

/** What somebody is among the staff: for all cities, and for one. */
export interface HeldRoles {
  readonly roles: readonly StaffRole[];
  readonly cityRoles: CityRoles;
}

/** Whether a role can be for one city. */
export function isOfCity(role: StaffRole): role is CityStaffRole {
  return CITY_STAFF_ROLES.some((known) => known === role);
}

/** The city of a role that is held for one; null for one of all cities, undefined for one that is not held. */
export function cityOfRole({ roles, cityRoles }: HeldRoles, role: StaffRole): string | null | undefined {
  if (roles.includes(role)) return null;
  return isOfCity(role) ? cityRoles[role] : undefined;
}

/** The same with one role held for a city, for all (null) or not at all (undefined). */
export function withRole(held: HeldRoles, role: StaffRole, cityId: string | null | undefined): HeldRoles {
  const roles = STAFF_ROLES.filter((known) => (known === role ? cityId === null : held.roles.includes(known)));
  if (!isOfCity(role)) return { ...held, roles };
  const { [role]: _, ...others } = held.cityRoles;
  return { roles, cityRoles: typeof cityId === "string" ? { ...others, [role]: cityId } : others };
}
