import { DomainError, type ErrorCode, isErrorCode } from "@atlas/core/errors";
import type { Database } from "@atlas/db/connect";
import { findUserByEmail } from "@atlas/services/identity/find-user";
import { findAwaiting } from "@atlas/services/identity/find-awaiting";
import { endIfOvertaken, passwordHashOf } from "@atlas/services/identity/overtaken-sign-in";
import { upgradeHash } from "@atlas/services/identity/upgrade-hash";
import { noteAttendance } from "@atlas/services/sessions/staff-sessions";
import { forgetDevice, isKnownDevice, rememberDevice } from "@atlas/services/devices/known-devices";
import { type Context, Hono } from "hono";
import type { Logger } from "pino";
import { z } from "zod";
import type { GatewayEnv } from "../http/gateway-env.ts";
import { requireJsonType } from "../http/require-json-type.ts";
import type { Metrics } from "../metrics.ts";
import type { AppName, Origins } from "../origins.ts";
import type { CookieSigner } from "./cookie-signer.ts";
import type { AppAuth } from "./create-auth.ts";
import type { Device, DeviceCookie } from "./device-cookie.ts";
import { logAuthentication } from "./log-authentication.ts";
import { fieldRefused, readAuthBody } from "./read-auth-body.ts";
import { SERVED_PATHS } from "./served-paths.ts";
import { carryCookieOver } from "./session-cookie.ts";
import { withoutSignInToken, withoutToken } from "./without-token.ts";
import type { SessionReader } from "./session-reader.ts";
import type { SignInNotice } from "./sign-in-notice.ts";
import type { SignInAttempt, SignInLimit } from "./sign-in-limit.ts";

export interface AuthRoutes {
  readonly auths: Readonly<Record<AppName, AppAuth>>;
  readonly origins: Origins;
  readonly limit: SignInLimit;
  readonly sessions: SessionReader;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly clientIpHeader: string;
  readonly db: Database;
  readonly newId: () => string;
  readonly devices: DeviceCookie;
  readonly signer: CookieSigner;
  readonly notice: SignInNotice;
}

const signedInSchema = z.object({ token: z.string(), user: z.object({ id: z.uuid(), email: z.string() }) });
/** What a right password brings: a session, or the question for a second factor. */
const signInSchema = z.union([signedInSchema, z.object({ twoFactorRedirect: z.literal(true) }).transform(() => null)]);
export type SignedInBody = z.infer<typeof signedInSchema>;
const text = z.string().optional().catch(undefined);
const credentialsSchema = z.object({ email: text, password: text });
const COUNTED = /\/sign-in\/email$/;

const CODE_OF_STATUS: { readonly [status: number]: ErrorCode } = {
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  429: "RATE_LIMITED",
  500: "INTERNAL",
};

/** What is served of Better Auth under `/auth/{web,driver,admin}`: behind the limit on attempts, with Atlas's error shape added. */
export function authRoutes(routes: AuthRoutes): Hono<GatewayEnv> {
  const hono = new Hono<GatewayEnv>();
  for (const { method, path, apps } of SERVED_PATHS) {
    for (const app of apps) {
      hono.on(method, `/auth/${app}${path}`, (c) => logAuthentication(routes, c, () => serve(routes, app, c)));
    }
  }
  return hono;
}

/** The headers of a call as the auth library gets them, and what is added to its response for the browser. */
export interface Forwarded {
  readonly headers: Headers;
  readonly finish: (response: Response) => Response;
}

/** @throws DomainError FORBIDDEN when a page of another app asks */
export function forward(routes: AuthRoutes, app: AppName, c: Context<GatewayEnv>): Forwarded {
  const origin = c.req.header("origin");
  refuseOtherApps(routes.origins, app, origin);
  const headers = new Headers(c.req.raw.headers);
  headers.set(routes.clientIpHeader, c.get("clientAddress"));
  // The auth library would take what is kept of a key for a session's token.
  if (/^bearer +key:/i.test(headers.get("authorization") ?? "")) headers.delete("authorization");
  const finish = carryCookieOver(headers, routes.auths[app].cookie, routes.signer);
  // Neither Origin nor cookie: no page in a browser, so there is nothing that a foreign page could misuse. Better Auth
  // would refuse such a client for the fetch metadata that Node sends.
  if (origin === undefined && !headers.has("cookie")) headers.set("origin", routes.auths[app].ownOrigin);
  return { headers, finish };
}

async function serve(routes: AuthRoutes, app: AppName, c: Context<GatewayEnv>): Promise<Response> {
  const { headers, finish } = forward(routes, app, c);
  if (c.req.method !== "POST") return finish(await respondToSession(routes, app, { c, headers }));
  const sent = await c.req.text();
  if (sent !== "") requireJsonType(c);
  const read = readAuthBody(c.req.path, sent);
  if (!read.ok) return fieldRefused(read.error);
  const body = read.value;
  headers.delete("content-length");
  const request = new Request(c.req.url, { method: "POST", headers, body });
  return COUNTED.test(c.req.path)
    ? finish(await countedAttempt(routes, app, { request, body, isPage: isFromPage(c) }))
    : finish(await respond(routes, app, request));
}

/** Whether a page asks: clients that are none send no Origin. */
export function isFromPage(c: Context<GatewayEnv>): boolean {
  return c.req.header("origin") !== undefined;
}

/** @throws DomainError FORBIDDEN when a page of another app asks, or of nobody's */
export function refuseOtherApps(origins: Origins, app: AppName, origin: string | undefined): void {
  if (origin !== undefined && origins.get(origin) !== app) {
    throw new DomainError("FORBIDDEN", "This sign-in belongs to another app.");
  }
}

/** Who is signed in. To ask is a sign of life: pages do so while somebody uses them. */
async function respondToSession(
  routes: AuthRoutes,
  app: AppName,
  { c, headers }: { readonly c: Context<GatewayEnv>; readonly headers: Headers },
): Promise<Response> {
  const session = await c.get("sessionBeforeFactor")();
  if (session === null) {
    headers.delete("authorization");
    headers.delete("cookie");
  } else await noteAttendance(routes.db, session.token);
  return withoutToken(
    await respond(routes, app, new Request(c.req.url, { headers })),
    session?.lacksSecondFactor === true,
  );
}

interface Attempt {
  readonly request: Request;
  readonly body: string;
  /** Whether a page of ours asks, in a browser that keeps cookies. */
  readonly isPage: boolean;
}

async function countedAttempt(routes: AuthRoutes, app: AppName, { request, body, isPage }: Attempt): Promise<Response> {
  const { email, password } = credentialsIn(body);
  const bearer = /^bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const caller = bearer === undefined ? null : await routes.sessions.byToken(bearer);
  // A service account signs others in (the simulated fleet) without using up their address.
  const device = routes.devices.read(request.headers.get("cookie") ?? "", routes.auths[app].cookie);
  const isKnown = device !== null && email !== null && (await isKnownDevice(routes.db, email, device.hash));
  const address = request.headers.get(routes.clientIpHeader) ?? "unknown";
  const attempt = { address, email, device: isKnown ? device.hash : null };
  const isOwnDoing = caller?.actor.role !== "service";
  if (isOwnDoing) await routes.limit.count(attempt);
  request.headers.delete("authorization");
  const passwordHash = email === null ? null : await passwordHashOf(routes.db, email);
  const response = await respond(routes, app, request);
  if (response.ok) {
    const signIn = signInSchema.parse(await response.clone().json());
    await settlePassword(routes, signIn, { email: email ?? "", password: password ?? "", passwordHash });
    await routes.limit.forgive(attempt);
    if (signIn === null) return response;
    routes.metrics.signIns.inc({ app, outcome: "ok" });
    return await signedIn(routes, app, { request, response, attempt, device, isPage, isOwnDoing });
  }
  routes.metrics.signIns.inc({ app, outcome: "refused" });
  if (response.status !== 401 || email === null || password === null) return response;
  if ((await findAwaiting(routes, { email, password })) !== null) {
    throw new DomainError(
      "EMAIL_NOT_VERIFIED",
      "Confirm your e-mail address first: open the link that was mailed to it.",
    );
  }
  return response;
}

/**
 * What a right password is due: it counts if it is still the account's, and is hashed as passwords are now.
 * @throws DomainError UNAUTHENTICATED when it was changed while it was compared
 */
async function settlePassword(
  { db }: AuthRoutes,
  signIn: SignedInBody | null,
  {
    email,
    password,
    passwordHash,
  }: { readonly email: string; readonly password: string; readonly passwordHash: string | null },
): Promise<void> {
  const userId = signIn?.user.id ?? (await findUserByEmail(db, email))?.id;
  if (userId === undefined)
    throw new DomainError("UNAUTHENTICATED", "The account has just been changed. Sign in again.");
  const token = signIn?.token ?? null;
  const isOvertaken = await endIfOvertaken(db, { userId, token, password, passwordHash });
  if (!isOvertaken && passwordHash !== null) await upgradeHash(db, { userId, password, hash: passwordHash });
  if (isOvertaken) {
    throw new DomainError("UNAUTHENTICATED", "The password has just been changed. Sign in with the new one.");
  }
}

interface SignedIn {
  readonly request: Request;
  readonly response: Response;
  readonly attempt: SignInAttempt;
  readonly device: Device | null;
  readonly isPage: boolean;
  /** Not a service account's, which signs in others (the simulated fleet). */
  readonly isOwnDoing: boolean;
}

/**
 * A browser is known from now on, to this account alone: where another one was signed in on it before, it is that one's no more and gets
 * another cookie, so that nobody guesses at an account with the device of somebody they share a computer with. A client that is none keeps
 * no cookie.
 */
async function signedIn(
  routes: AuthRoutes,
  app: AppName,
  { request, response, attempt, device, isPage, isOwnDoing }: SignedIn,
): Promise<Response> {
  const { user } = signedInSchema.parse(await response.clone().json());
  const isOthers = device !== null && attempt.device === null;
  if (isPage && isOthers) await forgetDevice(routes.db, device.hash);
  const kept = isPage ? (isOthers || device === null ? routes.devices.issue() : device) : null;
  const [userId, userAgent] = [user.id, request.headers.get("user-agent")];
  const otherDevices = kept === null ? 0 : await rememberDevice(routes, { userId, tokenHash: kept.hash, userAgent });
  if (isOwnDoing && attempt.device === null) {
    await routes.notice.send({ userId, userAgent, address: attempt.address, otherDevices });
  }
  const sent = isPage && isOwnDoing ? await withoutSignInToken(response) : response;
  if (kept !== null) sent.headers.append("set-cookie", routes.devices.line(kept, routes.auths[app].cookie));
  return sent;
}

/** The same after the second factor, which only a person has. `response` is what the auth library made of it. */
export async function signedInWithFactor(
  routes: AuthRoutes,
  app: AppName,
  { request, response, isPage }: Pick<SignedIn, "request" | "response" | "isPage">,
): Promise<Response> {
  const { user } = signedInSchema.parse(await response.clone().json());
  const device = routes.devices.read(request.headers.get("cookie") ?? "", routes.auths[app].cookie);
  const isKnown = device !== null && (await isKnownDevice(routes.db, user.email, device.hash));
  const address = request.headers.get(routes.clientIpHeader) ?? "unknown";
  const attempt = { address, email: user.email, device: isKnown ? device.hash : null };
  routes.metrics.signIns.inc({ app, outcome: "ok" });
  return await signedIn(routes, app, { request, response, attempt, device, isPage, isOwnDoing: true });
}

export async function respond(routes: AuthRoutes, app: AppName, request: Request): Promise<Response> {
  const response = await routes.auths[app].handle(request);
  // The body of a sign-in has the token, for clients that are no pages; nothing else hands one out.
  response.headers.delete("set-auth-token");
  if (response.status < 400) return response;
  return await withAtlasError(response);
}

/** Keeps Better Auth's `code` and `message` for its client and adds `error` as everywhere in Atlas. */
async function withAtlasError(response: Response): Promise<Response> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const own = isRecord(body) ? body : {};
  const message = typeof own["message"] === "string" ? own["message"] : "The request was refused.";
  const code = isErrorCode(own["code"]) ? own["code"] : (CODE_OF_STATUS[response.status] ?? "INVALID_INPUT");
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  headers.set("content-type", "application/json");
  return Response.json({ ...own, message, error: { code, message } }, { status: response.status, headers });
}

function credentialsIn(body: string): { readonly email: string | null; readonly password: string | null } {
  const { data } = credentialsSchema.safeParse(JSON.parse(body));
  return { email: data?.email?.toLowerCase() ?? null, password: data?.password ?? null };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
