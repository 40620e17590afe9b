import { queryOf } from "./plan-address.ts";
import type { Plan } from "./plan.ts";

/** A cookie like language and theme: what belongs to who is signed in is forgotten with the session, and this person has none yet. */
const COOKIE = "atlas-plan";
/** Long enough to confirm an e-mail. */
const KEPT_S = 30 * 60;

/** Keeps a stranger's plan while they sign in or make an account, which a mail may finish in another tab. */
export function keepPlan(plan: Plan): void {
  write(encodeURIComponent(queryOf(plan)), KEPT_S);
}

/** The query of the plan that was kept, or null. */
export function keptPlan(): string | null {
  const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${COOKIE}=`));
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found.slice(COOKIE.length + 1)) || null;
  } catch {
    return null;
  }
}

export function dropPlan(): void {
  write("", 0);
}

function write(value: string, maxAgeS: number): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${value}; Path=/; Max-Age=${maxAgeS}; SameSite=Lax${secure}`;
}
