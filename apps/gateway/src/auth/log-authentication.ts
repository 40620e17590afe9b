import { refusalOf } from "@atlas/api/error-of";
import type { Context } from "hono";
import type { Logger } from "pino";
import { z } from "zod";
import type { GatewayEnv } from "../http/gateway-env.ts";

const SIGNS_IN = /\/sign-(in|up)\//;

/** Whom a sign-in has let in, and what any refusal of the auth routes is called. */
const bodySchema = z.object({
  user: z.object({ id: z.uuid() }).nullish(),
  error: z.object({ code: z.string() }).nullish(),
});

/**
 * Returns what `run` returns, and logs what was tried with an account: from which address, by whom as far as that is known, and how
 * it ended. Neither e-mail addresses nor what was typed stand in the log.
 */
export async function logAuthentication(
  log: Logger,
  c: Context<GatewayEnv>,
  run: () => Promise<Response>,
): Promise<Response> {
  if (c.req.method !== "POST") return await run();
  const address = c.get("clientAddress");
  const tried = { requestId: c.get("requestId"), path: c.req.path, address };
  // Before the session ends, if it is to. Who signs in or up has none, and does not wait for one to be looked up.
  const session = SIGNS_IN.test(c.req.path)
    ? null
    : await c
        .get("sessionBeforeFactor")()
        .catch(() => null);
  const by = session === null ? {} : { userId: session.actor.userId };
  try {
    const response = await run();
    const { user, error } = await readBody(response);
    const outcome = response.ok ? "OK" : (error?.code ?? response.status);
    log.info({ ...tried, ...by, ...(user ? { userId: user.id } : {}), outcome }, "authentication");
    return response;
  } catch (error) {
    log.info({ ...tried, ...by, outcome: refusalOf(error)?.code ?? "INTERNAL" }, "authentication");
    throw error;
  }
}

async function readBody(response: Response): Promise<z.infer<typeof bodySchema>> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return bodySchema.safeParse(body).data ?? {};
}
