import type { AppName } from "../origins.ts";
import type { CookieSigner } from "./cookie-signer.ts";

/** How long a sign-in lasts. */
export const SESSION_S = 30 * 24 * 3_600;
const BOUNDS = "Path=/; HttpOnly; Secure; SameSite=Lax";

/** How an app's session cookie is called. */
export interface SessionCookie {
  readonly name: string;
  /** Without the part that Better Auth adds. */
  readonly prefix: string;
  readonly isSecure: boolean;
  /** Its name before it was bound to its host; a browser that still has it stays signed in. Null where nothing changed. */
  readonly formerName: string | null;
}

/**
 * Over TLS `__Host-`: only this host, over TLS and for all paths, can have set it, so no neighbour under the same domain puts a
 * session of its own in a person's browser. Plain HTTP on one's own machine cannot have that.
 */
export function sessionCookieOf(app: AppName, publicUrl: string): SessionCookie {
  const isSecure = publicUrl.startsWith("https://");
  const prefix = `${isSecure ? "__Host-" : ""}atlas-${app}`;
  const formerName = isSecure ? `__Secure-atlas-${app}.session_token` : null;
  return { name: `${prefix}.session_token`, prefix, isSecure, formerName };
}

/** The value of an app's session cookie in a Cookie header: under its name or, without one, under its former one. */
export function sessionValue(header: string, { name, formerName }: SessionCookie): string | null {
  return cookieValue(header, name) ?? (formerName === null ? null : cookieValue(header, formerName));
}

/**
 * Gives a session that comes under the former name of its cookie the present one in `headers`, and one that the former secret has
 * signed today's signature. Returns what the response has to say to the browser for that.
 */
export function carryCookieOver(
  headers: Headers,
  cookie: SessionCookie,
  signer: CookieSigner,
): (response: Response) => Response {
  const sent = headers.get("cookie") ?? "";
  const former = cookie.formerName === null ? null : cookieValue(sent, cookie.formerName);
  const present = cookieValue(sent, cookie.name);
  const value = present ?? former;
  const renewed = value === null ? null : signer.renewed(value);
  const carried = renewed ?? (present === null ? former : null);
  // Of two cookies with one name the first counts.
  if (carried !== null) headers.set("cookie", `${cookie.name}=${carried}; ${sent}`);
  return (response) => {
    if (!response.ok) return response;
    const own = response.headers.getSetCookie();
    const isSaid = own.some((line) => line.startsWith(`${cookie.name}=`));
    const bounds = cookie.isSecure ? BOUNDS : BOUNDS.replace(" Secure;", "");
    if (carried !== null && !isSaid)
      response.headers.append("set-cookie", `${cookie.name}=${carried}; ${bounds}; Max-Age=${SESSION_S}`);
    if (former !== null) response.headers.append("set-cookie", `${cookie.formerName}=; ${BOUNDS}; Max-Age=0`);
    return response;
  };
}

/** A Cookie header without the cookies of a name. */
export function withoutCookie(header: string, name: string): string {
  const parts = header.split(";").map((part) => part.trim());
  return parts.filter((part) => part !== "" && cookieValue(part, name) === null).join("; ");
}

/** The value of a cookie in a Cookie header. */
export function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}
