import type { Actor } from "@atlas/core/actor";
import { addressPrefix } from "../auth/address-prefix.ts";

/** Whose calls they are: a user's, whatever the session, or an address's, of which nobody has signed in. */
export interface Caller {
  readonly key: string;
  /** People are riders and drivers, staff is who works for the operator, services act for many. */
  readonly kind: "address" | "person" | "staff" | "service";
}

/** The caller behind a session, or behind an address without one; a customer of IPv6 has more addresses than there are limits. */
export function callerOf(actor: Actor | null, address: string): Caller {
  if (actor === null) return { key: `address:${addressPrefix(address)}`, kind: "address" };
  return { key: actor.userId, kind: kindOf(actor.role) };
}

function kindOf(role: Actor["role"]): Caller["kind"] {
  if (role === "service") return "service";
  return role === "rider" || role === "driver" ? "person" : "staff";
}
