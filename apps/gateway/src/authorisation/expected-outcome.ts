import type { StaffRole } from "@atlas/core/actor";
import type { ErrorCode } from "@atlas/core/errors";
import type { Party, Rule } from "./policy.ts";

/** Who asks: nobody who is signed in, or a role, with an object of their own or of somebody else. */
export type Asker =
  | { readonly role: null }
  | { readonly role: Party; readonly isOwn: boolean }
  | { readonly role: "admin"; readonly staffRole: StaffRole }
  | { readonly role: "service" };

/** That the call gets past every check of who asks, or the code that it is refused with. */
export type Expected = "allowed" | ErrorCode;

/** What a line of the policy says to a caller. */
export function expectedOutcome({ by, refusal, staff, among }: Rule, asker: Asker): Expected {
  if (asker.role === null) return by === "anyone" ? "allowed" : "UNAUTHENTICATED";
  if (by !== "anyone" && !by.includes(asker.role)) return "FORBIDDEN";
  if (asker.role === "admin" && !among.includes(asker.staffRole)) return by === "anyone" ? "allowed" : "FORBIDDEN";
  if (!("isOwn" in asker)) return staff[asker.role] ?? "allowed";
  return refusal === null || asker.isOwn ? "allowed" : refusal;
}
