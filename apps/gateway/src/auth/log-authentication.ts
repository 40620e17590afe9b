import { refusalOf } from "@atlas/api/error-of";
import type { Database } from "@atlas/db/connect";
import { type Authentication, recordAuthentication } from "@atlas/services/identity/record-authentication";
import type { Context } from "hono";
import type { Logger } from "pino";
import { z } from "zod";
import type { GatewayEnv } from "../http/gateway-env.ts";

const SIGNS_IN = /\/sign-(in|up)\//;

/** Whom a sign-in has let in, whose account a link was for, and what any refusal of the auth routes is called. */
const responseSchema = z.object({
  user: z.object({ id: z.uuid() }).nullish(),
  email: z.string().nullish(),
  error: z.object({ code: z.string() }).nullish(),
});
const requestSchema = z.object({ email: z.string().toLowerCase() });

export interface AuthenticationLogs {
  readonly log: Logger;
  readonly db: Database;
}

/**
 * Returns what `run` returns, and logs what was tried with an account: from which address, by whom as far as that is known, and how
 * it ended. Neither e-mail addresses nor what was typed stand in the log. What operators did is in the audit log as well.
 */
export async function logAuthentication(
  logs: AuthenticationLogs,
  c: Context<GatewayEnv>,
  run: () => Promise<Response>,
): Promise<Response> {
  if (c.req.method !== "POST") return await run();
  const address = c.get("clientAddress");
  const [, , app = "", ...route] = c.req.path.split("/");
  const tried = { requestId: c.get("requestId"), path: c.req.path, address };
  // Before the session ends, if it is to. Who signs in or up has none, and does not wait for one to be looked up.
  const session = SIGNS_IN.test(c.req.path)
    ? null
    : await c
        .get("sessionBeforeFactor")()
        .catch(() => null);
  const by = session === null ? {} : { userId: session.actor.userId };
  const attempt = {
    path: `/${route.join("/")}`,
    app,
    address,
    userId: by.userId ?? null,
    hadSession: session !== null,
  };
  try {
    const response = await run();
    const { user, email, error } = await readBody(response);
    const outcome = response.ok ? "OK" : String(error?.code ?? response.status);
    logs.log.info({ ...tried, ...by, ...(user ? { userId: user.id } : {}), outcome }, "authentication");
    const userId = user?.id ?? attempt.userId;
    if (response.ok) await recordAuthentication(logs.db, { ...attempt, userId, email: email ?? null, outcome });
    else recordRefusal(logs, { ...attempt, email: await typedEmail(c), outcome });
    return response;
  } catch (error) {
    const outcome = refusalOf(error)?.code ?? "INTERNAL";
    logs.log.info({ ...tried, ...by, outcome }, "authentication");
    recordRefusal(logs, { ...attempt, email: await typedEmail(c), outcome });
    throw error;
  }
}

/** Nobody waits for it: a refusal that took longer would say that the address is an operator's. */
function recordRefusal({ log, db }: AuthenticationLogs, attempt: Authentication): void {
  recordAuthentication(db, attempt).catch((err: unknown) =>
    log.error({ err }, "a refused sign-in is not in the audit log"),
  );
}

async function readBody(response: Response): Promise<z.infer<typeof responseSchema>> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return responseSchema.safeParse(body).data ?? {};
}

async function typedEmail(c: Context<GatewayEnv>): Promise<string | null> {
  const body: unknown = await c.req.json().catch(() => null);
  return requestSchema.safeParse(body).data?.email ?? null;
}
