import { passkeys, sessions } from "@atlas/db/schema/identity";
import { checkPassword } from "@atlas/services/identity/check-password";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { isFromPage, signedInWithFactor } from "./auth-routes.ts";
import {
  APP,
  ask,
  type Call,
  counted,
  type FactorRoute,
  own,
  ownToSetUp,
  post,
  settle,
  tokenSetBy,
} from "./second-factor-call.ts";

const password = z.string("Enter your password.").min(1, "Enter your password.").max(128, "That is not your password.");
const name = z.string("Enter a name.").trim().min(1, "Enter a name.").max(60, "Use at most 60 characters.");
const response = z.record(z.string(), z.unknown());
const BODIES = {
  password: z.object({ password }),
  registration: z.object({ response, name }),
  sign: z.object({ response }),
  name: z.object({ id: z.uuid(), name }),
  removal: z.object({ id: z.uuid(), password }),
};

const signedInSchema = z.object({
  session: z.object({ token: z.string() }),
  user: z.object({ id: z.uuid(), email: z.string() }),
});

/** How operators register, use, name and remove passkeys. The auth library's paths, behind Atlas's conditions. */
export const PASSKEY_ROUTES: readonly FactorRoute[] = [
  post("/passkey/generate-register-options", BODIES.password, async (call, body) => {
    const { session } = await ownToSetUp(call);
    await counted(call, session, async () => checkPassword(call.routes.db, session.actor, body.password));
    return await ask(call, "/passkey/generate-register-options");
  }),
  post("/passkey/verify-registration", BODIES.registration, register),
  post("/passkey/generate-authenticate-options", z.object({}), askForOne, false),
  post("/passkey/verify-authentication", BODIES.sign, signIn, false),
  post("/passkey/update-passkey", BODIES.name, async (call, body) => {
    const { session } = await whole(call);
    await call.routes.db.update(passkeys).set({ name: body.name }).where(ofOwner(session.actor.userId, body.id));
    return Response.json({ status: true });
  }),
  post("/passkey/delete-passkey", BODIES.removal, async (call, body) => {
    const owned = await whole(call);
    const { actor, token } = owned.session;
    await counted(call, owned.session, async () => checkPassword(call.routes.db, actor, body.password));
    const gone = await call.routes.db.delete(passkeys).where(ofOwner(actor.userId, body.id)).returning();
    if (gone.length > 0) await settle(owned, "passkey-removed", token);
    return Response.json({ status: true });
  }),
];

/** The session is replaced by one that says that the passkey was there. */
async function register(call: Call, body: z.output<typeof BODIES.registration>): Promise<Response> {
  const owned = await ownToSetUp(call);
  const made = await ask(call, "/passkey/verify-registration", { ...body, createSession: true });
  await settle(owned, "passkey-added", tokenSetBy(made, owned));
  return withoutBody(made);
}

/** Counted for the address: each leaves a row for five minutes. */
async function askForOne(call: Call): Promise<Response> {
  await call.routes.limit.count({ address: call.c.get("clientAddress"), email: null });
  return await ask(call, "/passkey/generate-authenticate-options");
}

/** A passkey that has made sure of its owner is both factors in one. */
async function signIn(call: Call, body: z.output<typeof BODIES.sign>): Promise<Response> {
  const { routes, c, headers } = call;
  await routes.limit.count({ address: c.get("clientAddress"), email: null });
  const former = await c.get("sessionBeforeFactor")();
  const verified = await ask(call, "/passkey/verify-authentication", body).catch((error: unknown) => {
    routes.metrics.signIns.inc({ app: APP, outcome: "refused" });
    throw error;
  });
  const { session, user } = signedInSchema.parse(await verified.clone().json());
  if (former !== null) {
    await routes.db.delete(sessions).where(eq(sessions.token, former.token));
    routes.sessionEnds.end(former.token);
  }
  const signedIn = Response.json({ token: session.token, user }, { headers: withoutBody(verified).headers });
  const request = new Request(c.req.url, { headers });
  return await signedInWithFactor(routes, APP, { request, response: signedIn, isPage: isFromPage(c) });
}

/** @throws DomainError UNAUTHENTICATED, SECOND_FACTOR_REQUIRED */
async function whole(call: Call): ReturnType<typeof own> {
  await call.c.get("session")();
  return await own(call);
}

function ofOwner(userId: string, id: string): ReturnType<typeof and> {
  return and(eq(passkeys.userId, userId), eq(passkeys.id, id));
}

/** What the auth library says to the browser, without what it says of keys. */
function withoutBody(made: Response): Response {
  const headers = new Headers(made.headers);
  headers.delete("content-length");
  return Response.json({ status: true }, { headers });
}
