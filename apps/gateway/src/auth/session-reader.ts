import type { Actor } from "@atlas/core/actor";
import { anyOf } from "@atlas/db/any-of";
import type { Database } from "@atlas/db/connect";
import { databaseTime } from "@atlas/db/schema/database-time";
import { sessions, users } from "@atlas/db/schema/identity";
import { isKept, isServiceKey, keptOf } from "@atlas/services/sessions/service-key";
import { cityRolesOf, staffRolesOf } from "@atlas/services/standing/staff-roles-of";
import { isAttended } from "@atlas/services/sessions/staff-sessions";
import { isAdmitted } from "@atlas/services/standing/restriction";
import { lacksSecondFactor } from "@atlas/services/standing/second-factor";
import { and, eq, gt, sql } from "drizzle-orm";
import type { CookieSigner } from "./cookie-signer.ts";

const CACHE_MS = 10_000;
const MAX_CACHED = 50_000;

/** A live session and its user. */
export interface Session {
  readonly token: string;
  readonly actor: Actor;
  readonly expiresAt: Date;
  /** Of an operator who has more to prove than the password: nothing is done with it before. */
  readonly lacksSecondFactor: boolean;
}

interface Cached {
  readonly session: Promise<Session | null>;
  /** Once it has been read. */
  actor: Actor | null;
  readonly untilMs: number;
}

/**
 * Reads sessions by token, remembering each for ten seconds, or until this process hears of its end (`SessionEnds`).
 */
export class SessionReader {
  readonly #db: Database;
  readonly #signer: CookieSigner;
  readonly #clock: () => Date;
  readonly #cache = new Map<string, Cached>();
  readonly #query;

  constructor(options: {
    readonly db: Database;
    readonly signer: CookieSigner;
    readonly clock: () => Date;
    readonly isDemo: boolean;
  }) {
    this.#db = options.db;
    this.#signer = options.signer;
    this.#clock = options.clock;
    this.#query = this.#db
      .select({
        sessionId: sessions.id,
        userId: users.id,
        role: users.role,
        staffRoles: staffRolesOf(users.id),
        cityRoles: cityRolesOf(users.id),
        expiresAt: sessions.expiresAt,
        lacksSecondFactor: lacksSecondFactor(this.#db, options),
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(
        and(
          eq(sessions.token, sql.placeholder("token")),
          gt(sessions.expiresAt, databaseTime),
          isAttended(),
          isAdmitted(this.#db),
        ),
      )
      .prepare("session_by_token");
  }

  /** The session of a bearer token: the bare token, the signed form that a sign-in returns, or the key of a service account. */
  async byToken(bearer: string): Promise<Session | null> {
    const token = this.#tokenOf(bearer);
    return token === null ? null : await this.#read(token);
  }

  /** The session of a cookie's value, whose signature must be ours. */
  async byCookie(value: string): Promise<Session | null> {
    const token = this.#signer.sessionTokenIn(value);
    return token === null ? null : await this.#read(token);
  }

  /**
   * Whose session it was when it was last read here, however long ago; null when it was not. Enough to tell callers apart, and for
   * nothing else.
   */
  lastKnown(value: string): Actor | null {
    const token = this.#tokenOf(value);
    return token === null ? null : (this.#cache.get(token)?.actor ?? null);
  }

  /** Those of the sessions that have not ended, by token. */
  async stillLive(sessionTokens: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#db
      .select({ token: sessions.token })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(
        and(
          anyOf(sessions.token, sessionTokens),
          gt(sessions.expiresAt, databaseTime),
          isAttended(),
          isAdmitted(this.#db),
        ),
      );
    return new Set(rows.map(({ token }) => token));
  }

  /** Forgets a session that has ended. */
  revoke(token: string): void {
    this.#cache.delete(token);
  }

  /** Forgets all: ends may have been missed. */
  forgetAll(): void {
    this.#cache.clear();
  }

  /** As it stands in the database; null for what opens nothing. */
  #tokenOf(bearer: string): string | null {
    if (isServiceKey(bearer)) return keptOf(bearer);
    if (isKept(bearer)) return null;
    return bearer.includes(".") ? this.#signer.sessionTokenIn(bearer) : bearer;
  }

  async #read(token: string): Promise<Session | null> {
    const nowMs = this.#clock().getTime();
    const known = this.#cache.get(token);
    const entry = known !== undefined && known.untilMs > nowMs ? known : this.#remember(token, nowMs);
    const session = await entry.session;
    if (session === null || session.expiresAt.getTime() <= nowMs) return null;
    // Revoked while it was read: it may have been read just before its end.
    return this.#cache.get(token) === entry ? session : await this.#load(token);
  }

  async #load(token: string): Promise<Session | null> {
    const [row] = await this.#query.execute({ token });
    if (row === undefined) return null;
    const { userId, role, staffRoles, cityRoles, sessionId } = row;
    const actor: Actor = { userId, role, sessionId, ...(role === "admin" ? { staffRoles, cityRoles } : {}) };
    return { token, actor, expiresAt: row.expiresAt, lacksSecondFactor: row.lacksSecondFactor };
  }

  #remember(token: string, nowMs: number): Cached {
    const session = this.#load(token);
    const entry: Cached = { session, actor: this.#cache.get(token)?.actor ?? null, untilMs: nowMs + CACHE_MS };
    session.then(
      (read) => {
        entry.actor = read?.actor ?? null;
      },
      () => {
        if (this.#cache.get(token) === entry) this.#cache.delete(token);
      },
    );
    this.#cache.delete(token);
    this.#cache.set(token, entry);
    if (this.#cache.size > MAX_CACHED) {
      const [oldest] = this.#cache.keys();
      if (oldest !== undefined) this.#cache.delete(oldest);
    }
    return entry;
  }
}
