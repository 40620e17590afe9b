import { DomainError } from "@atlas/core/errors";
import type { SecondFactorChange } from "@atlas/core/mail/mail-order";
import { sessions } from "@atlas/db/schema/identity";
import { checkPassword } from "@atlas/services/identity/check-password";
import type { IdentityContext } from "@atlas/services/identity/identity-context";
import { settleSecondFactor } from "@atlas/services/identity/settle-second-factor";
import { RateLimit } from "@atlas/services/limits/rate-limit";
import { readSecondFactor, type SecondFactorState } from "@atlas/services/standing/second-factor";
import { eq } from "drizzle-orm";
import { type Context, Hono } from "hono";
import type { Redis } from "ioredis";
import { z } from "zod";
import type { GatewayEnv } from "../http/gateway-env.ts";
import { requireJsonType } from "../http/require-json-type.ts";
import { type AuthRoutes, forward, type Forwarded, isFromPage, respond, signedInWithFactor } from "./auth-routes.ts";
import { hashBackupCode } from "./backup-codes.ts";
import { logAuthentication } from "./log-authentication.ts";
import { readFields } from "./read-auth-body.ts";
import { renewAuthenticator, secretVersions } from "./secret-versions.ts";
import type { SessionEnds } from "./session-ends.ts";
import { withoutCookie } from "./session-cookie.ts";
import type { Session } from "./session-reader.ts";
import { keyOf } from "./sign-in-limit.ts";
import { withoutSignInToken } from "./without-token.ts";

const APP = "admin";
/** A code of an authenticator app is right for a minute and a half at most. */
const CODE_LIVES_S = 120;
const TOTP = /^\d{6}$/;

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

const code = z
  .string("Enter a code.")
  .max(64, "That is no code.")
  .transform((typed) => typed.replaceAll(/\s/g, ""))
  .pipe(z.string().min(6, "Enter the whole code."));
const password = z.string("Enter your password.").min(1, "Enter your password.").max(128, "That is not your password.");
const BODIES = {
  password: z.object({ password }),
  code: z.object({ code }),
  both: z.object({ password, code }),
};

const enabledSchema = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
const codesSchema = z.object({ backupCodes: z.array(z.string()) });
const verifiedSchema = z.object({ token: z.string(), user: z.object({ id: z.uuid() }) });
const refusalSchema = z.object({ code: z.string().optional().catch(undefined) });

/** One call: what the auth library gets of it, and whose it is. */
interface Call extends Forwarded {
  readonly routes: SecondFactorRoutes;
  readonly c: Context<GatewayEnv>;
}

interface OwnCall extends Call {
  readonly session: Session;
  readonly state: SecondFactorState;
}

interface FactorRoute {
  readonly method: "GET" | "POST";
  readonly path: `/${string}`;
  readonly serve: (routes: SecondFactorRoutes, c: Context<GatewayEnv>) => Promise<Response>;
}

/** How operators set up, give and remove what their sign-in asks for besides the password. The auth library's paths, behind Atlas's conditions. */
const ROUTES: readonly FactorRoute[] = [
  {
    method: "GET",
    path: "/second-factor",
    serve: async (routes, c) => {
      const { session, state } = await own({ routes, c, ...forward(routes, APP, c) });
      return c.json({ ...state, isLacking: session.lacksSecondFactor });
    },
  },
  post("/two-factor/enable", BODIES.password, enable),
  post("/two-factor/verify-totp", BODIES.code, giveTotp, false),
  post("/two-factor/verify-backup-code", BODIES.code, giveBackupCode, false),
  post("/two-factor/generate-backup-codes", BODIES.both, async (call, body) => {
    const owned = await provenAgain(call, body);
    const made = await ask(call, "/two-factor/generate-backup-codes", { password: body.password });
    await settle(owned, "codes-renewed", owned.session.token);
    return Response.json(codesSchema.parse(await made.json()));
  }),
  post("/two-factor/disable", BODIES.both, async (call, body) => {
    const owned = await provenAgain(call, body);
    const removed = await ask(call, "/two-factor/disable", { password: body.password });
    await settle(owned, "authenticator-removed", tokenSetBy(removed, owned));
    return removed;
  }),
];

/** Where they are. */
export const SECOND_FACTOR_PATHS = ROUTES.map(({ method, path }) => ({ method, path, apps: [APP] as const }));

/** The routes of the admin app; what they refuse has the gateway's shape. */
export function secondFactorRoutes(routes: SecondFactorRoutes): Hono<GatewayEnv> {
  const hono = new Hono<GatewayEnv>();
  for (const { method, path, serve } of ROUTES) {
    hono.on(method, `/auth/${APP}${path}`, async (c) => logAuthentication(routes, c, async () => serve(routes, c)));
  }
  return hono;
}

function post<S extends z.ZodType>(
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

/** A secret and backup codes, shown once; they count from the first right code on. Another call before that replaces both. */
async function enable(call: Call, body: z.output<typeof BODIES.password>): Promise<Response> {
  const { session, state } = await ownToSetUp(call);
  if (state.hasAuthenticator) throw new DomainError("SECOND_FACTOR_EXISTS", "Remove the authenticator app first.");
  const response = await counted(call, session, async () => ask(call, "/two-factor/enable", body));
  const made = enabledSchema.parse(await response.json());
  const secret = new URL(made.totpURI).searchParams.get("secret") ?? "";
  return Response.json({ uri: made.totpURI, secret, backupCodes: made.backupCodes });
}

/** The second step of a sign-in; with a session the proof that an authenticator app has been set up. */
async function giveTotp(call: Call, body: z.output<typeof BODIES.code>): Promise<Response> {
  const given = await call.c.get("sessionBeforeFactor")();
  const { code: typed } = body;
  if (!TOTP.test(typed)) throw wrongCode();
  if (given === null) return await signInWith(call, "/two-factor/verify-totp", body);
  const owned = await ownToSetUp(call);
  if (owned.state.hasAuthenticator) throw alreadySignedIn();
  const response = await counted(call, owned.session, async () => ask(call, "/two-factor/verify-totp", body));
  await call.routes.usedCodes.claim(given.actor.userId, typed);
  await settle(owned, "authenticator-added", tokenSetBy(response, owned));
  return isFromPage(call.c) ? await withoutSignInToken(response) : response;
}

/** The second step of a sign-in without the app. */
async function giveBackupCode(call: Call, body: z.output<typeof BODIES.code>): Promise<Response> {
  if (await call.c.get("sessionBeforeFactor")()) throw alreadySignedIn();
  return await signInWith(call, "/two-factor/verify-backup-code", { code: hashBackupCode(body.code) });
}

/** An operator who has given the password, and now a code. A right one that was given before opens nothing. */
async function signInWith(call: Call, path: string, body: { readonly code: string }): Promise<Response> {
  const { routes, c, headers } = call;
  // A session that Atlas no longer takes is none for the auth library either.
  headers.delete("authorization");
  headers.set("cookie", withoutCookie(headers.get("cookie") ?? "", routes.auths[APP].cookie.name));
  let response: Response;
  try {
    response = await ask(call, path, body);
  } catch (error) {
    routes.metrics.signIns.inc({ app: APP, outcome: "refused" });
    throw error;
  }
  const { token, user } = verifiedSchema.parse(await response.clone().json());
  if (!(await routes.usedCodes.claim(user.id, body.code))) {
    await routes.db.delete(sessions).where(eq(sessions.token, token));
    throw wrongCode();
  }
  await renewAuthenticator(routes.db, user.id, secretVersions(routes.secret, routes.formerSecret));
  const request = new Request(c.req.url, { headers });
  return await signedInWithFactor(routes, APP, { request, response, isPage: isFromPage(c) });
}

/** Whose call it is, by a session that may still lack its second factor. @throws DomainError UNAUTHENTICATED */
async function own(call: Call): Promise<OwnCall> {
  const session = await call.c.get("sessionBeforeFactor")();
  const state = session === null ? null : await readSecondFactor(call.routes.db, call.routes, session.actor.userId);
  if (session === null || state === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  return { ...call, session, state };
}

/**
 * The same for setting up a factor: with the password alone only the first.
 * @throws DomainError UNAUTHENTICATED, SECOND_FACTOR_REQUIRED
 */
async function ownToSetUp(call: Call): Promise<OwnCall> {
  const owned = await own(call);
  if (owned.session.lacksSecondFactor && owned.state.hasAuthenticator) await call.c.get("session")();
  return owned;
}

/**
 * The owner of a whole session, who gives the password and a code once more.
 * @throws DomainError UNAUTHENTICATED, SECOND_FACTOR_REQUIRED, NOT_FOUND, WRONG_PASSWORD, WRONG_CODE, RATE_LIMITED
 */
async function provenAgain(call: Call, body: z.output<typeof BODIES.both>): Promise<OwnCall> {
  await call.c.get("session")();
  const owned = await own(call);
  const { actor } = owned.session;
  if (!owned.state.hasAuthenticator) throw new DomainError("NOT_FOUND", "There is no authenticator app.");
  await counted(call, owned.session, async () => {
    await checkPassword(call.routes.db, actor, body.password);
    const isTotp = TOTP.test(body.code);
    if (isTotp) await ask(call, "/two-factor/verify-totp", { code: body.code });
    else await ask(call, "/two-factor/verify-backup-code", { code: hashBackupCode(body.code) });
    if (isTotp && !(await call.routes.usedCodes.claim(actor.userId, body.code))) throw wrongCode();
  });
  return owned;
}

/** Ten guesses of a session in a quarter of an hour, whatever is guessed. */
async function counted<T>({ routes, c }: Call, { actor }: Session, act: () => Promise<T>): Promise<T> {
  const device = `session:${actor.sessionId ?? actor.userId}`;
  const attempt = { address: c.get("clientAddress"), email: actor.userId, device };
  await routes.limit.count(attempt);
  const done = await act();
  await routes.limit.forgive(attempt);
  return done;
}

async function settle({ routes, c, session }: OwnCall, change: SecondFactorChange, keptToken: string): Promise<void> {
  const by = { userId: session.actor.userId, address: c.get("clientAddress") };
  const ended = await settleSecondFactor(routes.identity, by, { change, keptToken });
  ended.forEach((token) => routes.sessionEnds.end(token));
  routes.log.info({ userId: session.actor.userId, change }, "second-factor.changed");
}

/** The token of the session that a response puts into the browser. */
function tokenSetBy(response: Response, { routes, session }: OwnCall): string {
  const { name } = routes.auths[APP].cookie;
  const [pair = ""] = (response.headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? "").split(";", 1);
  return routes.signer.sessionTokenIn(pair.slice(name.length + 1)) ?? session.token;
}

/** What the auth library makes of it. @throws DomainError for what it refuses */
async function ask({ routes, c, headers }: Call, path: string, body: object): Promise<Response> {
  const sent = new Headers(headers);
  sent.delete("content-length");
  const url = new URL(`/auth/${APP}${path}`, c.req.url);
  const response = await respond(
    routes,
    APP,
    new Request(url, { method: "POST", headers: sent, body: JSON.stringify(body) }),
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
    case "INVALID_TWO_FACTOR_COOKIE":
    case "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE":
      return new DomainError("SIGN_IN_EXPIRED", "Begin with your password again.");
    case "ACCOUNT_TEMPORARILY_LOCKED":
      return new DomainError("RATE_LIMITED", "Too many wrong codes. Wait a quarter of an hour.", { retryAfterS: 900 });
    case "INVALID_PASSWORD":
      return new DomainError("WRONG_PASSWORD", "That is not your password.");
    default:
      return status < 500
        ? new DomainError("FORBIDDEN", "The second factor was refused.")
        : new Error(`the auth library failed with ${status} ${library ?? ""}`);
  }
}

function wrongCode(): DomainError {
  return new DomainError("WRONG_CODE", "That is not the code, or it was used before.");
}

function alreadySignedIn(): DomainError {
  return new DomainError("SECOND_FACTOR_EXISTS", "This session has its second factor.");
}
