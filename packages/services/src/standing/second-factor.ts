import { ROLES_WITH_SECOND_FACTOR } from "@atlas/core/actor";
import type { Queryable } from "@atlas/db/connect";
import { authenticators, passkeys, sessions, staffRoles, users } from "@atlas/db/schema/identity";
import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";

type Mode = Pick<ServiceContext, "isDemo">;

/** Of `users`: has set up something that a sign-in asks for besides the password. */
function hasSecondFactor(db: Queryable): SQL<boolean> {
  const own = db
    .select({ one: sql`1` })
    .from(passkeys)
    .where(eq(passkeys.userId, users.id));
  return sql<boolean>`(${users.twoFactorEnabled} OR EXISTS ${own})`;
}

/** Of `users`: may do so much that the password is not enough. */
function needsSecondFactor(db: Queryable): SQL<boolean> {
  const roles = db
    .select({ one: sql`1` })
    .from(staffRoles)
    .where(and(eq(staffRoles.userId, users.id), inArray(staffRoles.role, [...ROLES_WITH_SECOND_FACTOR])));
  return sql<boolean>`EXISTS ${roles}`;
}

/** Of `users`: an account of a demo, whose password everybody knows and which guards nothing. */
function isExempt({ isDemo }: Mode): SQL<boolean> {
  return isDemo ? sql<boolean>`${users.isDemo}` : sql<boolean>`false`;
}

/**
 * Of `sessions` joined with `users`: an operator's that the password alone has opened, where the account has a second factor or needs
 * one. Nothing is done with it but setting one up or giving it.
 */
export function lacksSecondFactor(db: Queryable, mode: Mode): SQL<boolean> {
  return sql<boolean>`(${users.role} = 'admin' AND ${sessions.secondFactor} IS NULL
    AND (${hasSecondFactor(db)} OR (${needsSecondFactor(db)} AND NOT ${isExempt(mode)})))`;
}

/** How far an operator's account is from what their roles ask for. */
export interface SecondFactorState {
  readonly hasAuthenticator: boolean;
  /** How many backup codes are left; 0 without an authenticator app. */
  readonly backupCodes: number;
  /** By when they were added. Times are ISO-8601. */
  readonly passkeys: readonly { readonly id: string; readonly name: string; readonly createdAt: string }[];
  /** Whether one of their roles asks for a second factor. */
  readonly isNeeded: boolean;
  /** Whether that is waived: an account of a running demo. */
  readonly isWaived: boolean;
}

/** `db` acts as the auth library. Null when there is no such operator. */
export async function readSecondFactor(db: Queryable, mode: Mode, userId: string): Promise<SecondFactorState | null> {
  const [row] = await db
    .select({
      hasAuthenticator: users.twoFactorEnabled,
      codes: authenticators.backupCodes,
      isNeeded: needsSecondFactor(db),
      isWaived: isExempt(mode),
    })
    .from(users)
    .leftJoin(authenticators, eq(authenticators.userId, users.id))
    .where(and(eq(users.id, userId), eq(users.role, "admin")));
  if (row === undefined) return null;
  const { codes, ...state } = row;
  const backupCodes =
    state.hasAuthenticator && codes !== null ? z.array(z.string()).parse(JSON.parse(codes)).length : 0;
  const own = await db.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(passkeys.createdAt));
  const named = own.map(({ id, name, createdAt }) => ({
    id,
    name: name ?? "Passkey",
    createdAt: createdAt.toISOString(),
  }));
  return { ...state, backupCodes, passkeys: named };
}
