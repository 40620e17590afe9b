export const ROLES = ["rider", "driver", "admin", "service"] as const;
export type Role = (typeof ROLES)[number];

/** What operators are among the staff; one may be several. What each may do is in `permissions.ts`. */
export const STAFF_ROLES = ["viewer", "support", "dispatcher", "finance", "operations", "owner"] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** What an operator may be for one city. Who operates is decided for all of them. */
export const CITY_STAFF_ROLES = ["viewer", "support", "dispatcher", "finance", "operations"] as const;
export type CityStaffRole = (typeof CITY_STAFF_ROLES)[number];

/** The city of each role that is held for one: `{ dispatcher: "jakarta" }`. */
export type CityRoles = { readonly [R in CityStaffRole]?: string | undefined };

/** Operators with one of these sign in with more than a password. */
export const ROLES_WITH_SECOND_FACTOR: readonly StaffRole[] = ["finance", "owner"];

/** By what an operator has proven who they are besides the password; a passkey stands for both. */
export const SECOND_FACTORS = ["totp", "backup-code", "passkey"] as const;
export type SecondFactor = (typeof SECOND_FACTORS)[number];

/** Who is asking: a signed-in user, or a service account. The system's own jobs act as `SYSTEM`. */
export interface Actor {
  readonly userId: string;
  readonly role: Role;
  /** Of an operator (role `admin`), who holds nothing without one: for all cities, and what belongs to none. */
  readonly staffRoles?: readonly StaffRole[];
  /** Of an operator: what they are for one city only. */
  readonly cityRoles?: CityRoles;
  /** The session that asks; missing where none does (jobs). */
  readonly sessionId?: string;
  /** The client's address as the gateway knows it, of an operator only: the audit log keeps it. */
  readonly address?: string;
}

/** The actor behind jobs and sweepers; it has no row in `users`. */
export const SYSTEM: Actor = { userId: "00000000-0000-7000-8000-000000000000", role: "service" };

/** Admins and services may act for any user; everyone else only for themselves. */
export function mayActFor(actor: Actor, userId: string): boolean {
  return actor.role === "admin" || actor.role === "service" || actor.userId === userId;
}
