export const ROLES = ["rider", "driver", "admin", "service"] as const;
export type Role = (typeof ROLES)[number];

/** Who is asking: a signed-in user, or a service account. The system's own jobs act as `SYSTEM`. */
export interface Actor {
  readonly userId: string;
  readonly role: Role;
  /** The session that asks; missing where none does (jobs). */
  readonly sessionId?: string;
}

/** The actor behind jobs and sweepers; it has no row in `users`. */
export const SYSTEM: Actor = { userId: "00000000-0000-7000-8000-000000000000", role: "service" };

/** Admins and services may act for any user; everyone else only for themselves. */
export function mayActFor(actor: Actor, userId: string): boolean {
  return actor.role === "admin" || actor.role === "service" || actor.userId === userId;
}
