import type { SignUpRole } from "@atlas/core/account-request";
import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { mailLocaleOf, type MailLocale } from "@atlas/core/mail/mail-order";
import { confirmAgain, requestPasswordReset } from "@atlas/services/identity/ask-by-mail";
import { confirmEmailChange, requestEmailChange, undoEmailChange } from "@atlas/services/identity/change-email";
import { changePassword } from "@atlas/services/identity/change-password";
import { confirmSignUp } from "@atlas/services/identity/confirm-sign-up";
import { findUser } from "@atlas/services/identity/find-user";
import { requestSignUp } from "@atlas/services/identity/request-sign-up";
import { resetPassword } from "@atlas/services/identity/reset-password";
import { vouchForUser } from "@atlas/services/identity/vouch-for-user";
import type { IdentityContext } from "@atlas/services/identity/identity-context";
import { type Context, Hono } from "hono";
import type { z } from "zod";
import type { GatewayEnv } from "../http/gateway-env.ts";
import { requireJsonType } from "../http/require-json-type.ts";
import type { AppName } from "../origins.ts";
import { ACCOUNT_BODIES } from "./account-bodies.ts";
import { type AuthRoutes, refuseOtherApps } from "./auth-routes.ts";
import { logAuthentication } from "./log-authentication.ts";
import type { MailAsked, MailLimit } from "./mail-limit.ts";
import { fieldRefused, readFields } from "./read-auth-body.ts";
import type { SessionEnds } from "./session-ends.ts";

export interface AccountRoutes extends Pick<AuthRoutes, "origins" | "limit" | "metrics" | "log" | "db"> {
  readonly identity: IdentityContext;
  readonly mailLimit: MailLimit;
  /** Where a demo shows its mails; null elsewhere. */
  readonly mailboxUrl: string | null;
  readonly sessionEnds: SessionEnds;
}

/** A call as its act gets it. */
interface Call<B> {
  readonly routes: AccountRoutes;
  readonly app: AppName;
  readonly body: B;
  /** Of the mails that come of it. */
  readonly locale: MailLocale;
  /** Of the client. */
  readonly address: string;
  readonly actor: Actor | null;
}

interface AccountRoute {
  readonly path: `/${string}`;
  readonly apps: readonly AppName[];
  readonly serve: (routes: AccountRoutes, app: AppName, c: Context<GatewayEnv>) => Promise<Response>;
}

const ALL: readonly AppName[] = ["web", "driver", "admin"];
const ROLE_OF_SIGN_UP: { readonly [App in AppName]?: SignUpRole } = { web: "rider", driver: "driver" };
const DONE = { status: true };

/**
 * What accounts are made and mended by, under the paths of Better Auth's own endpoints for it: those would make tokens before a mail
 * is sent, and look up first who has an account (docs/decisions/047).
 */
const ROUTES: readonly AccountRoute[] = [
  route("/sign-up/email", ACCOUNT_BODIES.signUp, { apps: ["web", "driver"] }, signUp),
  route("/send-verification-email", ACCOUNT_BODIES.confirmAgain, { apps: ["web", "driver"] }, async (call) => {
    await countMail(call, "confirm-again", call.body.email);
    await confirmAgain(call.routes.identity, { ...call.body, locale: call.locale });
    return mailPromised(call);
  }),
  route("/verify-email", ACCOUNT_BODIES.confirm, { apps: ["web", "driver"] }, async ({ routes, body, address }) => {
    const { token, password } = body;
    const signUpId = routes.identity.links.requestIn("sign-up", token);
    // Counted for the link alone: who has it has few guesses at the password of the sign-up.
    const attempt = { address, email: signUpId, device: "sign-up" };
    if (password !== undefined && signUpId !== null) await routes.limit.count(attempt);
    return { ...DONE, ...(await confirmSignUp(routes.identity, { token, password })) };
  }),
  route("/request-password-reset", ACCOUNT_BODIES.email, { apps: ALL }, async (call) => {
    await countMail(call, "reset-password", call.body.email);
    await requestPasswordReset(call.routes.identity, { ...call.body, locale: call.locale });
    return mailPromised(call);
  }),
  route("/reset-password", ACCOUNT_BODIES.reset, { apps: ALL }, async ({ routes, body, locale, address }) => {
    const { email, endedTokens } = await resetPassword(routes.identity, { ...body, locale });
    endedTokens.forEach((token) => routes.sessionEnds.end(token));
    await routes.limit.forgive({ address, email });
    return { ...DONE, email };
  }),
  route("/change-password", ACCOUNT_BODIES.changePassword, { apps: ALL, isOwners: true }, async (call) => {
    const { routes, body, locale } = call;
    const ended = await knowingPassword(call, async (actor) =>
      changePassword(routes.identity, actor, {
        ...body,
        locale,
        keepsOtherSessions: body.revokeOtherSessions === false,
      }),
    );
    ended.forEach((token) => routes.sessionEnds.end(token));
    return { ...DONE, endedSessions: ended.length };
  }),
  route("/change-email", ACCOUNT_BODIES.changeEmail, { apps: ALL, isOwners: true }, async (call) => {
    await countMail(call, "change-email", call.body.newEmail);
    await knowingPassword(call, async (actor) =>
      requestEmailChange(call.routes.identity, actor, { ...call.body, locale: call.locale }),
    );
    return mailPromised(call);
  }),
  route("/confirm-email", ACCOUNT_BODIES.link, { apps: ALL }, async ({ routes, body, locale }) => {
    return { ...DONE, ...(await confirmEmailChange(routes.identity, { token: body.token, locale })) };
  }),
  route("/undo-email", ACCOUNT_BODIES.link, { apps: ALL }, async ({ routes, body, locale }) => {
    const { email, endedTokens } = await undoEmailChange(routes.identity, { token: body.token, locale });
    endedTokens.forEach((token) => routes.sessionEnds.end(token));
    return { ...DONE, email };
  }),
];

/** Where they are. */
export const ACCOUNT_PATHS: readonly Pick<AccountRoute, "path" | "apps">[] = ROUTES;

/** The account routes of the three apps; the shape of what they refuse is the gateway's. */
export function accountRoutes(routes: AccountRoutes): Hono<GatewayEnv> {
  const hono = new Hono<GatewayEnv>();
  for (const { path, apps, serve } of ROUTES) {
    for (const app of apps) {
      hono.post(`/auth/${app}${path}`, async (c) => logAuthentication(routes, c, async () => serve(routes, app, c)));
    }
  }
  return hono;
}

function route<S extends z.ZodType<{ readonly locale?: string | null | undefined }>>(
  path: AccountRoute["path"],
  schema: S,
  { apps, isOwners = false }: Pick<AccountRoute, "apps"> & { readonly isOwners?: boolean },
  act: (call: Call<z.output<S>>) => Promise<object>,
): AccountRoute {
  const serve = async (routes: AccountRoutes, app: AppName, c: Context<GatewayEnv>): Promise<Response> => {
    refuseOtherApps(routes.origins, app, c.req.header("origin"));
    requireJsonType(c);
    const actor = (await c.get(isOwners ? "session" : "sessionBeforeFactor")())?.actor ?? null;
    if (isOwners && actor === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
    const read = readFields(schema, await c.req.text());
    if (!read.ok) return fieldRefused(read.error);
    const locale = mailLocaleOf(read.value.locale ?? c.req.header("accept-language")?.split(/[,;]/, 1)[0] ?? null);
    return c.json(await act({ routes, app, body: read.value, locale, address: c.get("clientAddress"), actor }));
  };
  return { path, apps, serve };
}

/** Returns the same for every address, having done the same. A service account's people are let in at once. */
async function signUp(call: Call<z.output<typeof ACCOUNT_BODIES.signUp>>): Promise<object> {
  const { routes, app, locale, actor } = call;
  const { email, password, name, phone, image, locale: spoken } = call.body;
  const role = ROLE_OF_SIGN_UP[app] ?? fail();
  const asked = { email, password, role, profile: { name, phone, image, locale: spoken }, locale };
  if (actor?.role === "service") await vouchForUser(routes.identity, asked);
  else {
    await countMail(call, "sign-up", email);
    await requestSignUp(routes.identity, asked);
  }
  routes.metrics.signIns.inc({ app, outcome: "ok" });
  return { ...mailPromised(call), token: null, user: { name, email } };
}

/** The same for every address. */
function mailPromised({ routes: { mailboxUrl } }: Call<unknown>): object {
  return mailboxUrl === null ? DONE : { ...DONE, mailbox: mailboxUrl };
}

async function countMail({ routes, address }: Call<unknown>, kind: MailAsked["kind"], email: string): Promise<void> {
  await routes.mailLimit.count({ address, email, kind });
}

/**
 * Does what needs the password of the signed-in person, who has ten guesses in a quarter of an hour.
 * @throws DomainError UNAUTHENTICATED, RATE_LIMITED
 */
async function knowingPassword<T>(
  { routes, address, actor }: Call<unknown>,
  act: (actor: Actor) => Promise<T>,
): Promise<T> {
  const user = actor === null ? null : await findUser(routes.identity.db, actor.userId);
  if (actor === null || user === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  // Counted for the session alone: a thief of one has few guesses, and strangers at the sign-in take none from the owner.
  const attempt = { address, email: user.email, device: `session:${actor.sessionId ?? actor.userId}` };
  await routes.limit.count(attempt);
  const done = await act(actor);
  await routes.limit.forgive(attempt);
  return done;
}

function fail(): never {
  throw new DomainError("NOT_FOUND", "There is nothing at this address.");
}
