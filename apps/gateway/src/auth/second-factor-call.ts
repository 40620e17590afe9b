import { DomainError, isErrorCode } from "@atlas/core/errors";
import type { SecondFactorChange } from "@atlas/core/mail/mail-order";
import type { IdentityContext } from "@atlas/services/identity/identity-context";
import { settleSecondFactor } from "@atlas/services/identity/settle-second-factor";
import { RateLimit } from "@atlas/services/limits/rate-limit";
import { readSecondFactor, type SecondFactorState } from "@atlas/services/standing/second-factor";
import type { Context } from "hono";
import type { Redis } from "ioredis";
import { z } from "zod";
import type { GatewayEnv } from "../http/gateway-env.ts";
import { requireJsonType } from "../http/require-json-type.ts";
import { type AuthRoutes, forward, type Forwarded, respond } from "./auth-routes.ts";
import { readFields } from "./read-auth-body.ts";
import type { SessionEnds } from "./session-ends.ts";
import type { Session } from "./session-reader.ts";
import { keyOf } from "./sign-in-limit.ts";

export const APP = "admin";
/** A code of an authenticator app is right for a minute and a half at most. */
const CODE_LIVES_S = 120;
const refusalSchema = z.object({ code: z.string().optional().catch(undefined) });

export interface SecondFactorRoutes extends AuthRoutes {
  readonly identity: IdentityContext;
  readonly sessionEnds: SessionEnds;
  readonly usedCodes: UsedCodes;
  readonly secret: string;
  readonly formerSecret: string | undefined;
  readonly isDemo: boolean;
}

/** Codes that have been given: a second person who saw one being typed has nothing of it. */
export class UsedCodes {
  readonly #limit: RateLimit;

  constructor(redis: Redis) {
    const message = "This code was used. Wait for the next one.";
    this.#limit = new RateLimit({ redis, name: "totp-used", max: 1, windowS: CODE_LIVES_S, message });
  }

  /** Whether a right code of the user is given for the first time. */
  async claim(userId: string, code: string): Promise<boolean> {
    try {
      await this.#limit.count(keyOf(userId, code));
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === "RATE_LIMITED") return false;
      throw error;
    }
  }
}

/** One call: what the auth library gets of it, and whose it is. */
export interface Call extends Forwarded {
  readonly routes: SecondFactorRoutes;
  readonly c: Context<GatewayEnv>;
}

export interface OwnCall extends Call {
  readonly session: Session;
  readonly state: SecondFactorState;
}

export interface FactorRoute {
  readonly method: "GET" | "POST";
  readonly path: `/${string}`;
  readonly serve: (routes: SecondFactorRoutes, c: Context<GatewayEnv>) => Promise<Response>;
}

export function post<S extends z.ZodType>(
  path: FactorRoute["path"],
  schema: S,
  act: (call: Call, body: z.output<S>) => Promise<Response>,
  isOwners = true,
): FactorRoute {
  return {
    method: "POST",
    path,
    serve: async (routes, c) => {
      const forwarded = forward(routes, APP, c);
      requireJsonType(c);
      if (isOwners) await own({ routes, c, ...forwarded });
      const read = readFields(schema, await c.req.text());
      if (!read.ok) throw new DomainError("INVALID_INPUT", read.error.message);
      return forwarded.finish(await act({ routes, c, ...forwarded }, read.value));
    },
  };
}

/** Whose call it is, by a session that may still lack its second factor. @throws DomainError UNAUTHENTICATED */
export async function own(call: Call): Promise<OwnCall> {
  const session = await call.c.get("sessionBeforeFactor")();
  const state = session === null ? null : await readSecondFactor(call.routes.db, call.routes, session.actor.userId);
  if (session === null || state === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  return { ...call, session, state };
}

/**
 * The same for setting up a factor: with the password alone only the first.
 * @throws DomainError UNAUTHENTICATED, SECOND_FACTOR_REQUIRED
 */
export async function ownToSetUp(call: Call): Promise<OwnCall> {
  const owned = await own(call);
  if (owned.session.lacksSecondFactor && (owned.state.hasAuthenticator || owned.state.passkeys.length > 0))
    await call.c.get("session")();
  return owned;
}

/** Ten guesses of a session in a quarter of an hour, whatever is guessed. */
export async function counted<T>({ routes, c }: Call, { actor }: Session, act: () => Promise<T>): Promise<T> {
  const device = `session:${actor.sessionId ?? actor.userId}`;
  const attempt = { address: c.get("clientAddress"), email: actor.userId, device };
  await routes.limit.count(attempt);
  const done = await act();
  await routes.limit.forgive(attempt);
  return done;
}

export async function settle(
  { routes, c, session }: OwnCall,
  change: SecondFactorChange,
  keptToken: string,
): Promise<void> {
  const by = { userId: session.actor.userId, address: c.get("clientAddress") };
  const ended = await settleSecondFactor(routes.identity, by, { change, keptToken });
  ended.forEach((token) => routes.sessionEnds.end(token));
  routes.log.info({ userId: session.actor.userId, change }, "second-factor.changed");
}

/** The token of the session that a response puts into the browser. */
export function tokenSetBy(response: Response, { routes, session }: OwnCall): string {
  const { name } = routes.auths[APP].cookie;
  const [pair = ""] = (response.headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? "").split(";", 1);
  return routes.signer.sessionTokenIn(pair.slice(name.length + 1)) ?? session.token;
}

/** What the auth library makes of it, sent with a body or asked for without one. @throws DomainError for what it refuses */
export async function ask({ routes, c, headers }: Call, path: string, body?: object): Promise<Response> {
  const sent = new Headers(headers);
  sent.delete("content-length");
  if (body === undefined) sent.delete("content-type");
  const url = new URL(`/auth/${APP}${path}`, c.req.url);
  const response = await respond(
    routes,
    APP,
    new Request(
      url,
      body === undefined ? { headers: sent } : { method: "POST", headers: sent, body: JSON.stringify(body) },
    ),
  );
  if (response.ok) return response;
  throw refusalOf(response.status, refusalSchema.parse(await response.json()).code);
}

/** Of Better Auth's codes. */
function refusalOf(status: number, library: string | undefined): Error {
  switch (library) {
    case "INVALID_CODE":
    case "INVALID_BACKUP_CODE":
      return wrongCode();
    case "CHALLENGE_NOT_FOUND":
    case "INVALID_TWO_FACTOR_COOKIE":
    case "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE":
      return new DomainError("SIGN_IN_EXPIRED", "Begin with your password again.");
    case "ACCOUNT_TEMPORARILY_LOCKED":
      return new DomainError("RATE_LIMITED", "Too many wrong codes. Wait a quarter of an hour.", { retryAfterS: 900 });
    case "INVALID_PASSWORD":
      return new DomainError("WRONG_PASSWORD", "That is not your password.");
    default:
      if (isErrorCode(library)) return new DomainError(library, "The sign-in was refused.");
      return status < 500
        ? new DomainError("FORBIDDEN", "The second factor was refused.")
        : new Error(`the auth library failed with ${status} ${library ?? ""}`);
  }
}

export function wrongCode(): DomainError {
  return new DomainError("WRONG_CODE", "That is not the code, or it was used before.");
}
