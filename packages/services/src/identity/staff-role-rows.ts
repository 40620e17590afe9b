import { CITY_STAFF_ROLES, type CityRoles, type CityStaffRole, STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import { cityIdSchema } from "@atlas/core/fields";
import type { Queryable, Transaction } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import { staffRoles, users } from "@atlas/db/schema/identity";
import { DomainError } from "@atlas/core/errors";
import { eq, inArray } from "drizzle-orm";
import { z } from "zod";

/** What somebody is among the staff: for all cities, and for one. */
export interface HeldRoles {
  readonly roles: readonly StaffRole[];
  readonly cityRoles: CityRoles;
}

/** A set: the order in which a page sends them means nothing. */
export const staffRolesSchema = z
  .array(z.enum(STAFF_ROLES))
  .max(STAFF_ROLES.length)
  .transform((roles): StaffRole[] => STAFF_ROLES.filter((role) => roles.includes(role)));

/** For all cities is more than for one. */
export const cityRolesSchema = z.strictObject({
  viewer: cityIdSchema.optional(),
  support: cityIdSchema.optional(),
  dispatcher: cityIdSchema.optional(),
  finance: cityIdSchema.optional(),
  operations: cityIdSchema.optional(),
} satisfies { readonly [R in CityStaffRole]: z.ZodType });

/** Without those for one city that are held for all. */
export function heldRoles(roles: readonly StaffRole[], cityRoles: CityRoles = {}): HeldRoles {
  return { roles, cityRoles: Object.fromEntries(pairsOf(cityRoles).filter(([role]) => !roles.includes(role))) };
}

/** As the audit log keeps them: `["viewer", "dispatcher in jakarta"]`. */
export function rolesInWords({ roles, cityRoles }: HeldRoles): string[] {
  return [...roles, ...pairsOf(cityRoles).map(([role, cityId]) => `${role} in ${cityId}`)];
}

function pairsOf(cityRoles: CityRoles): [CityStaffRole, string][] {
  return CITY_STAFF_ROLES.flatMap((role): [CityStaffRole, string][] => {
    const cityId = cityRoles[role];
    return cityId === undefined ? [] : [[role, cityId]];
  });
}

export async function readHeldRoles(db: Queryable, userId: string): Promise<HeldRoles> {
  const rows = await db.select().from(staffRoles).where(eq(staffRoles.userId, userId));
  const cityRoles = rows.flatMap(({ role, cityId }) => (cityId === null ? [] : [[role, cityId]]));
  return {
    roles: STAFF_ROLES.filter((role) => rows.some((row) => row.role === role && row.cityId === null)),
    cityRoles: Object.fromEntries(cityRoles),
  };
}

/**
 * Writes somebody's roles, who has none. An account whose roles are for cities is in one of them: that is where its pages are.
 * @throws DomainError CITY_NOT_FOUND
 */
export async function writeHeldRoles(
  tx: Transaction,
  { userId, at, ...held }: HeldRoles & { readonly userId: string; readonly at: Date },
): Promise<void> {
  const { roles } = held;
  const ofCities = pairsOf(held.cityRoles).map(([role, cityId]) => ({ role, cityId }));
  const cityIds = [...new Set(ofCities.map(({ cityId }) => cityId))];
  const known = await tx.select({ id: cities.id }).from(cities).where(inArray(cities.id, cityIds));
  if (known.length < cityIds.length) throw new DomainError("CITY_NOT_FOUND", "Atlas does not serve this city.");
  const rows = [...roles.map((role) => ({ role, cityId: null })), ...ofCities];
  if (rows.length > 0) await tx.insert(staffRoles).values(rows.map((row) => ({ ...row, userId, grantedAt: at })));
  const [home] = await tx.select({ cityId: users.cityId }).from(users).where(eq(users.id, userId));
  const [first] = cityIds;
  if (roles.length > 0 || first === undefined || home === undefined || cityIds.includes(home.cityId)) return;
  await tx.update(users).set({ cityId: first }).where(eq(users.id, userId));
}
