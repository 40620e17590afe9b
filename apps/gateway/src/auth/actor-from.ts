import type { Actor } from "@atlas/core/actor";
import type { Session } from "./session-reader.ts";

/** Who asks; an operator also from which address, which the audit log keeps. */
export function actorFrom(session: Session | null, address: string): Actor | null {
  if (session === null) return null;
  return session.actor.role === "admin" ? { ...session.actor, address } : session.actor;
}
