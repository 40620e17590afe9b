import type { AuditAction } from "@atlas/core/audit";
import type { Database } from "@atlas/db/connect";
import { users } from "@atlas/db/schema/identity";
import { and, eq, isNull } from "drizzle-orm";
import { recordAct } from "../access/record-act.ts";

/** What was tried with an account, and how it ended. */
export interface Authentication {
  /** Of the route, without the app: `/sign-in/email`. */
  readonly path: string;
  readonly app: string;
  readonly address: string;
  /** `OK`, or what it was refused with. */
  readonly outcome: string;
  /** Who is signed in already gives a code to change the factor, which has a row of its own. */
  readonly hadSession: boolean;
  /** Whose account it is, as far as the call has said. */
  readonly userId: string | null;
  readonly email: string | null;
}

/** Where a sign-in ends: with the password, or with the second factor. */
const SIGN_INS = new Set(["/sign-in/email", "/two-factor/verify-totp", "/two-factor/verify-backup-code"]);
/** Also where the password alone has opened a session before. */
const PASSKEY_SIGN_IN = "/passkey/verify-authentication";
const ACTIONS: { readonly [path: string]: AuditAction } = {
  "/sign-out": "sign-out",
  "/change-password": "change-password",
  "/reset-password": "reset-password",
  "/confirm-email": "change-email",
  "/undo-email": "undo-email-change",
};

/**
 * Leaves a row in the audit log for what an operator did with their account, and for a sign-in to it that was refused. Attempts beyond the limit
 * are only logged: strangers could fill the audit log with them.
 */
export async function recordAuthentication(db: Database, authentication: Authentication): Promise<void> {
  const action = actionOf(authentication);
  const { userId, email, app, address, outcome } = authentication;
  if (action === null || (userId === null && email === null)) return;
  const whose = userId === null ? eq(users.email, email ?? "") : eq(users.id, userId);
  const [operator] = await db
    .select({ userId: users.id })
    .from(users)
    .where(and(whose, eq(users.role, "admin"), isNull(users.deletedAt)));
  if (!operator) return;
  const details = { app, ...(outcome === "OK" ? {} : { refusal: outcome }) };
  await db.transaction(async (tx) =>
    recordAct(tx, { ...operator, address }, { action, subjectId: operator.userId, reason: null, details }),
  );
}

function actionOf({ path, outcome, hadSession }: Authentication): AuditAction | null {
  const isSignIn = path === PASSKEY_SIGN_IN || (SIGN_INS.has(path) && !hadSession);
  if (outcome === "OK") return isSignIn ? "sign-in" : (ACTIONS[path] ?? null);
  return isSignIn && outcome !== "RATE_LIMITED" ? "refused-sign-in" : null;
}
