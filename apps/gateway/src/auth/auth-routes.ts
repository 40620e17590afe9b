import { DomainError, type ErrorCode } from "@atlas/core/errors";
import { Hono } from "hono";
import type { GatewayEnv } from "../http/gateway-env.ts";
import { requireJsonType } from "../http/require-json-type.ts";
import type { Metrics } from "../metrics.ts";
import { APP_NAMES, type AppName, type Origins } from "../origins.ts";
import type { AppAuth } from "./create-auth.ts";
import { type FieldRefusal, readAuthBody } from "./read-auth-body.ts";
import type { SessionReader } from "./session-reader.ts";
import type { SignInLimit } from "./sign-in-limit.ts";

export interface AuthRoutes {
  readonly auths: Readonly<Record<AppName, AppAuth>>;
  readonly origins: Origins;
  readonly limit: SignInLimit;
  readonly sessions: SessionReader;
  readonly metrics: Metrics;
  readonly clientIpHeader: string;
}

const COUNTED = /\/(sign-in|sign-up)\/email$/;

const CODE_OF_STATUS: { readonly [status: number]: ErrorCode } = {
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  429: "RATE_LIMITED",
  500: "INTERNAL",
};

/** `/auth/{web,driver,admin}/*`: Better Auth, behind the limit on attempts and with Atlas's error shape added. */
export function authRoutes(routes: AuthRoutes): Hono<GatewayEnv> {
  const hono = new Hono<GatewayEnv>();
  for (const app of APP_NAMES) {
    hono.on(["GET", "POST"], `/auth/${app}/*`, async (c) => {
      const origin = c.req.header("origin");
      if (origin !== undefined && routes.origins.get(origin) !== app) {
        throw new DomainError("FORBIDDEN", "This sign-in belongs to another app.");
      }
      const headers = new Headers(c.req.raw.headers);
      headers.set(routes.clientIpHeader, c.get("clientAddress"));
      // Neither Origin nor cookie: no page in a browser, so there is nothing that a foreign page could misuse. Better Auth
      // would refuse such a client for the fetch metadata that Node sends.
      if (origin === undefined && !headers.has("cookie")) headers.set("origin", routes.auths[app].ownOrigin);
      if (c.req.method === "GET") return await answer(routes, app, new Request(c.req.url, { headers }));
      const sent = await c.req.text();
      if (sent !== "") requireJsonType(c);
      const read = readAuthBody(c.req.path, sent);
      if (!read.ok) return refused(read.error);
      const body = read.value;
      headers.delete("content-length");
      const request = new Request(c.req.url, { method: "POST", headers, body });
      return COUNTED.test(c.req.path)
        ? await countedAttempt(routes, app, { request, body })
        : await answer(routes, app, request);
    });
  }
  return hono;
}

interface Attempt {
  readonly request: Request;
  readonly body: string;
}

async function countedAttempt(routes: AuthRoutes, app: AppName, { request, body }: Attempt): Promise<Response> {
  const email = emailIn(body);
  const bearer = /^bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const caller = bearer === undefined ? null : await routes.sessions.byToken(bearer);
  // A service account opens accounts for others (the simulated fleet) without using up their address.
  if (caller?.actor.role !== "service") {
    await routes.limit.count({ address: request.headers.get(routes.clientIpHeader) ?? "unknown", email });
  }
  request.headers.delete("authorization");
  const response = await answer(routes, app, request);
  routes.metrics.signIns.inc({ app, outcome: response.ok ? "ok" : "refused" });
  if (response.ok && email !== null) await routes.limit.forgive(email);
  return response;
}

async function answer(routes: AuthRoutes, app: AppName, request: Request): Promise<Response> {
  const response = await routes.auths[app].handle(request);
  if (response.status < 400) return response;
  return await withAtlasError(response);
}

/** What the schema of a field refuses, in the shape of Better Auth's own refusals: its client shows a sentence for each code. */
function refused({ code, message }: FieldRefusal): Response {
  return Response.json({ code, message, error: { code: "INVALID_INPUT", message } }, { status: 400 });
}

/** Keeps Better Auth's `code` and `message` for its client and adds `error` as everywhere in Atlas. */
async function withAtlasError(response: Response): Promise<Response> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const own = isRecord(body) ? body : {};
  const message = typeof own["message"] === "string" ? own["message"] : "The request was refused.";
  const code = own["code"] === "WRONG_APP" ? "WRONG_APP" : (CODE_OF_STATUS[response.status] ?? "INVALID_INPUT");
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  headers.set("content-type", "application/json");
  return Response.json({ ...own, message, error: { code, message } }, { status: response.status, headers });
}

function emailIn(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) && typeof parsed["email"] === "string" ? parsed["email"].toLowerCase() : null;
  } catch {
    throw new DomainError("MALFORMED_REQUEST", "The body is not JSON.");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
