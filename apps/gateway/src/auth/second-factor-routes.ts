import { DomainError } from "@atlas/core/errors";
import { sessions } from "@atlas/db/schema/identity";
import { checkPassword } from "@atlas/services/identity/check-password";
import { eq } from "drizzle-orm";
import { Hono } from "hono";
import { z } from "zod";
import type { GatewayEnv } from "../http/gateway-env.ts";
import { forward, isFromPage, signedInWithFactor } from "./auth-routes.ts";
import { hashBackupCode } from "./backup-codes.ts";
import { logAuthentication } from "./log-authentication.ts";
import { PASSKEY_ROUTES } from "./passkey-routes.ts";
import { renewAuthenticator, secretVersions } from "./secret-versions.ts";
import {
  APP,
  ask,
  type Call,
  counted,
  type FactorRoute,
  own,
  type OwnCall,
  ownToSetUp,
  post,
  type SecondFactorRoutes,
  settle,
  tokenSetBy,
  wrongCode,
} from "./second-factor-call.ts";
import { withoutCookie } from "./session-cookie.ts";
import { withoutSignInToken } from "./without-token.ts";

const TOTP = /^\d{6}$/;

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
  ...PASSKEY_ROUTES,
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

function alreadySignedIn(): DomainError {
  return new DomainError("SECOND_FACTOR_EXISTS", "This session has its second factor.");
}
