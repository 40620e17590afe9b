import { DomainError } from "@atlas/core/errors";
import type { Queryable, Transaction } from "@atlas/db/connect";
import { databaseTime } from "@atlas/db/schema/database-time";
import { sessions, users } from "@atlas/db/schema/identity";
import { and, asc, count, desc, eq, gt, isNull, like } from "drizzle-orm";
import { z } from "zod";
import { type Doer, recordAct } from "../access/record-act.ts";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { drawServiceKey, KEPT_PATTERN, keptOf } from "../sessions/service-key.ts";
import { lockEmail } from "./find-user.ts";

const DAY_MS = 24 * 3_600_000;
const MAX_LISTED = 500;
/** One in use, and the one that takes its place. */
const MAX_KEYS = 2;

/** What a service account is called: also in its address, to which no mail goes. */
export const serviceNameSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/);
/** How long a key is good. */
export const keyDaysSchema = z.int().min(1).max(400);

/** Who did it, and why; the account in question is the subject. */
interface Why {
  readonly by: Doer;
  readonly reason: string;
}

type Making = Pick<ServiceContext, "clock" | "newId">;

export interface ServiceAccount {
  readonly name: string;
  readonly cityId: string;
  readonly lastsDays: number;
}

export interface IssuedKey {
  readonly userId: string;
  readonly keyId: string;
  /** Shown this once: Atlas keeps its hash. */
  readonly key: string;
  readonly expiresAt: string;
}

/**
 * Makes an account for a fleet's or a partner's system, and its first key. It has no password. `tx` acts as the role that makes users.
 * @throws DomainError SERVICE_ACCOUNT_EXISTS, CITY_NOT_FOUND
 */
export async function openServiceAccount(
  tx: Transaction,
  ctx: Making,
  { name, cityId, lastsDays }: ServiceAccount,
  why: Why,
): Promise<IssuedKey> {
  await findCity(tx, cityId);
  const email = `${name}@service.invalid`;
  await lockEmail(tx, email);
  const id = ctx.newId();
  const at = ctx.clock();
  const made = await tx
    .insert(users)
    .values({ id, email, name, role: "service", cityId, createdAt: at, updatedAt: at })
    .onConflictDoNothing({ target: users.email })
    .returning({ id: users.id });
  if (made.length === 0) throw new DomainError("SERVICE_ACCOUNT_EXISTS", "There is a service account of this name.");
  const issued = await issueKey(tx, ctx, { userId: id, lastsDays });
  const details = { name, keyId: issued.keyId, expiresAt: issued.expiresAt };
  await recordAct(tx, why.by, { action: "add-service-account", subjectId: id, reason: why.reason, details });
  return issued;
}

/**
 * One more key beside the one in use, so that a system changes over without a gap.
 * @throws DomainError SERVICE_ACCOUNT_NOT_FOUND, SERVICE_KEYS_FULL
 */
export async function addKey(
  tx: Transaction,
  ctx: Making,
  asked: { readonly userId: string; readonly lastsDays: number },
  why: Why,
): Promise<IssuedKey> {
  await lockServiceAccount(tx, asked.userId);
  const [live] = await tx
    .select({ keys: count() })
    .from(sessions)
    .where(and(keysOf(asked.userId), gt(sessions.expiresAt, databaseTime)));
  if ((live?.keys ?? 0) >= MAX_KEYS) {
    throw new DomainError("SERVICE_KEYS_FULL", "This account has two keys. End one of them first.");
  }
  const issued = await issueKey(tx, ctx, asked);
  const details = { keyId: issued.keyId, expiresAt: issued.expiresAt };
  await recordAct(tx, why.by, { action: "add-service-key", subjectId: asked.userId, reason: why.reason, details });
  return issued;
}

/**
 * Ends one key, or all; what has been opened with them ends with the commit's `sweepEndedSessions`. Returns how many there were.
 * @throws DomainError SERVICE_ACCOUNT_NOT_FOUND
 */
export async function endKeys(
  tx: Transaction,
  { userId, keyId }: { readonly userId: string; readonly keyId?: string | undefined },
  why: Why,
): Promise<number> {
  await lockServiceAccount(tx, userId);
  // Without its keys nothing of it is left, sessions by a password of before neither.
  const which = keyId === undefined ? eq(sessions.userId, userId) : and(keysOf(userId), eq(sessions.id, keyId));
  const ended = await tx.delete(sessions).where(which).returning({ id: sessions.id });
  if (ended.length === 0) return 0;
  const details = { keyIds: ended.map(({ id }) => id) };
  await recordAct(tx, why.by, { action: "end-service-keys", subjectId: userId, reason: why.reason, details });
  return ended.length;
}

export interface ServiceKeyView {
  readonly keyId: string;
  /** ISO-8601. */
  readonly madeAt: string;
  readonly expiresAt: string;
}

export interface ServiceAccountView {
  readonly userId: string;
  readonly name: string;
  readonly cityId: string;
  /** Those that are good; without one the account is shut. */
  readonly keys: readonly ServiceKeyView[];
}

/** Every service account but the demo's, by name. `db` acts as the role that reads tokens. */
export async function readServiceAccounts(db: Queryable): Promise<readonly ServiceAccountView[]> {
  const accounts = await db
    .select({ userId: users.id, name: users.name, cityId: users.cityId })
    .from(users)
    .where(and(eq(users.role, "service"), eq(users.isDemo, false), isNull(users.deletedAt)))
    .orderBy(asc(users.name))
    .limit(MAX_LISTED);
  const keys = await db
    .select({ userId: sessions.userId, id: sessions.id, madeAt: sessions.createdAt, expiresAt: sessions.expiresAt })
    .from(sessions)
    .where(and(like(sessions.token, KEPT_PATTERN), gt(sessions.expiresAt, databaseTime)))
    .orderBy(desc(sessions.createdAt))
    .limit(MAX_LISTED * MAX_KEYS);
  return accounts.map((account) => ({
    ...account,
    keys: keys
      .filter(({ userId }) => userId === account.userId)
      .map(({ id, madeAt, expiresAt }) => ({
        keyId: id,
        madeAt: madeAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      })),
  }));
}

function keysOf(userId: string): ReturnType<typeof and> {
  return and(eq(sessions.userId, userId), like(sessions.token, KEPT_PATTERN));
}

/** Who changes the keys of an account takes turns. */
async function lockServiceAccount(tx: Transaction, userId: string): Promise<void> {
  const found = await tx
    .update(users)
    .set({ updatedAt: databaseTime })
    .where(and(eq(users.id, userId), eq(users.role, "service"), isNull(users.deletedAt)))
    .returning({ id: users.id });
  if (found.length === 0) throw new DomainError("SERVICE_ACCOUNT_NOT_FOUND", "There is no such service account.");
}

async function issueKey(
  tx: Transaction,
  ctx: Making,
  { userId, lastsDays }: { readonly userId: string; readonly lastsDays: number },
): Promise<IssuedKey> {
  const [keyId, key, now] = [ctx.newId(), drawServiceKey(), ctx.clock()];
  const expiresAt = new Date(now.getTime() + lastsDays * DAY_MS);
  const times = { createdAt: now, updatedAt: now, expiresAt };
  await tx.insert(sessions).values({ id: keyId, userId, token: keptOf(key), ...times });
  return { userId, keyId, key, expiresAt: expiresAt.toISOString() };
}
