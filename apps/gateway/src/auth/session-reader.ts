import { createHmac, timingSafeEqual } from "node:crypto";
import type { Actor } from "@atlas/core/actor";
import { anyOf } from "@atlas/db/any-of";
import type { Database } from "@atlas/db/connect";
import { databaseTime } from "@atlas/db/schema/database-time";
import { sessions, users } from "@atlas/db/schema/identity";
import { isAttended } from "@atlas/services/sessions/staff-sessions";
import { isAdmitted } from "@atlas/services/standing/restriction";
import { and, eq, gt, sql } from "drizzle-orm";

const CACHE_MS = 10_000;
const MAX_CACHED = 50_000;

/** A live session and its user. */
export interface Session {
  readonly token: string;
  readonly actor: Actor;
  readonly expiresAt: Date;
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
  readonly #secret: string;
  readonly #clock: () => Date;
  readonly #cache = new Map<string, Cached>();
  readonly #query;

  constructor(options: { readonly db: Database; readonly secret: string; readonly clock: () => Date }) {
    this.#db = options.db;
    this.#secret = options.secret;
    this.#clock = options.clock;
    this.#query = this.#db
      .select({ sessionId: sessions.id, userId: users.id, role: users.role, expiresAt: sessions.expiresAt })
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

  /** The session of a bearer token: the bare token, or the signed form that a sign-in answers. */
  async byToken(bearer: string): Promise<Session | null> {
    const token = bearer.includes(".") ? this.#verify(bearer) : bearer;
    return token === null ? null : await this.#read(token);
  }

  /** The session of a cookie's value, whose signature must be ours. */
  async byCookie(value: string): Promise<Session | null> {
    const token = this.#verify(value);
    return token === null ? null : await this.#read(token);
  }

  /**
   * Whose session it was when it was last read here, however long ago; null when it was not. Enough to tell callers apart, and for
   * nothing else.
   */
  lastKnown(value: string): Actor | null {
    const token = value.includes(".") ? this.#verify(value) : value;
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
    const actor = { userId: row.userId, role: row.role, sessionId: row.sessionId };
    return { token, actor, expiresAt: row.expiresAt };
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

  /** Better Auth signs `token.base64(HMAC-SHA256(token))`. */
  #verify(signed: string): string | null {
    const value = signed.includes("%") ? decode(signed) : signed;
    const dot = value.lastIndexOf(".");
    if (dot <= 0) return null;
    const token = value.slice(0, dot);
    const expected = createHmac("sha256", this.#secret).update(token).digest();
    const given = Buffer.from(value.slice(dot + 1), "base64");
    return given.length === expected.length && timingSafeEqual(given, expected) ? token : null;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
