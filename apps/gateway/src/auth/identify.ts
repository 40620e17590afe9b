import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { isStorableText } from "@atlas/core/storable-text";
import type { AppName, Origins } from "../origins.ts";
import { type SessionCookie, sessionValue } from "./session-cookie.ts";
import type { Session, SessionReader } from "./session-reader.ts";

export interface Credentials {
  readonly authorization: string | null;
  readonly origin: string | null;
  readonly cookie: string | null;
  /** From a WebSocket client that sent one when it connected. */
  readonly token?: string | null;
}

export interface Identifier {
  readonly sessions: SessionReader;
  readonly origins: Origins;
  readonly cookies: Readonly<Record<AppName, SessionCookie>>;
}

/**
 * Who sends a request, for all that people do.
 * @throws DomainError SECOND_FACTOR_REQUIRED for an operator's session that the password alone has opened and that takes more
 */
export async function identify(identifier: Identifier, credentials: Credentials): Promise<Session | null> {
  return withSecondFactor(await identifyBeforeFactor(identifier, credentials));
}

/** @throws DomainError SECOND_FACTOR_REQUIRED */
export function withSecondFactor(session: Session | null): Session | null {
  if (session?.lacksSecondFactor === true) {
    throw new DomainError("SECOND_FACTOR_REQUIRED", "Set up a second factor, or give it, before you go on.");
  }
  return session;
}

/**
 * Whose session it is, also one that lacks its second factor: a bearer token wins; else the cookie of the app that the Origin belongs to. Without an Origin no
 * cookie counts, so a request that a foreign page provoked is nobody's.
 */
export async function identifyBeforeFactor(identifier: Identifier, credentials: Credentials): Promise<Session | null> {
  const { sessions } = identifier;
  const { bearer, cookie } = credentialOf(identifier, credentials);
  if (bearer !== null) return await sessions.byToken(bearer);
  return cookie === null ? null : await sessions.byCookie(cookie);
}

/** Who sent requests with these credentials before, as far as this process remembers: see `SessionReader.lastKnown`. */
export function lastKnown(identifier: Identifier, credentials: Credentials): Actor | null {
  const { bearer, cookie } = credentialOf(identifier, credentials);
  const value = bearer ?? cookie;
  return value === null ? null : identifier.sessions.lastKnown(value);
}

interface Credential {
  readonly bearer: string | null;
  readonly cookie: string | null;
}

const NONE: Credential = { bearer: null, cookie: null };

function credentialOf({ origins, cookies }: Identifier, credentials: Credentials): Credential {
  const bearer = credentials.token ?? bearerToken(credentials.authorization);
  if (bearer !== null) return isStorableText(bearer) ? { bearer, cookie: null } : NONE;
  const app = credentials.origin === null ? undefined : origins.get(credentials.origin);
  if (app === undefined || credentials.cookie === null) return NONE;
  return { bearer: null, cookie: sessionValue(credentials.cookie, cookies[app]) };
}

function bearerToken(authorization: string | null): string | null {
  const match = /^bearer +(\S+)$/i.exec(authorization ?? "");
  return match?.[1] ?? null;
}
