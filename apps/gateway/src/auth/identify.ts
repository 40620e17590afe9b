import { isStorableText } from "@atlas/core/storable-text";
import type { AppName, Origins } from "../origins.ts";
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
  readonly cookieNames: Readonly<Record<AppName, string>>;
}

/**
 * Who sends a request: a bearer token wins; else the cookie of the app that the Origin belongs to. Without an Origin no
 * cookie counts, so a request that a foreign page provoked is nobody's.
 */
export async function identify(identifier: Identifier, credentials: Credentials): Promise<Session | null> {
  const { sessions, origins, cookieNames } = identifier;
  const bearer = credentials.token ?? bearerToken(credentials.authorization);
  if (bearer !== null) return isStorableText(bearer) ? await sessions.byToken(bearer) : null;
  const app = credentials.origin === null ? undefined : origins.get(credentials.origin);
  if (app === undefined || credentials.cookie === null) return null;
  const value = cookieValue(credentials.cookie, cookieNames[app]);
  return value === null ? null : await sessions.byCookie(value);
}

function bearerToken(authorization: string | null): string | null {
  const match = /^bearer +(\S+)$/i.exec(authorization ?? "");
  return match?.[1] ?? null;
}

function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}
