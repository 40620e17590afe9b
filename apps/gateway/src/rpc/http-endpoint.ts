import { withinDeadline } from "@atlas/api/command-deadline";
import { refusalOf } from "@atlas/api/error-of";
import { appRouter } from "@atlas/api/router";
import { MAX_BATCHED_CALLS } from "@atlas/core/overload/batched-calls";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Hono } from "hono";
import type { GatewayEnv } from "../http/gateway-env.ts";
import { type ApiServices, createApiContext } from "./create-api-context.ts";

/** `/trpc/*` over HTTP: queries, mutations and batches of them. */
export function rpcRoutes(api: ApiServices): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>().on(["GET", "POST"], "/trpc/*", async (c) => {
    return await fetchRequestHandler({
      endpoint: "/trpc",
      req: c.req.raw,
      router: appRouter,
      maxBatchSize: MAX_BATCHED_CALLS,
      // Here, so that a session that cannot be read is an error in the words of tRPC.
      createContext: async () => {
        const arrivedMs = c.get("arrivedMs");
        const session = await withinDeadline(c.get("session")(), arrivedMs);
        const origin = { session, address: c.get("clientAddress"), requestId: c.get("requestId") };
        return { ...createApiContext(api, origin), arrivedMs };
      },
      onError({ error, ctx, path }) {
        // Without a context nobody has logged it.
        if (ctx === undefined && refusalOf(error) === null) api.services.log.error({ err: error, path }, "bug");
      },
      responseMeta({ errors, info }) {
        // tRPC knows no 423; alone in its request, a refusal has its own status.
        const [error] = errors;
        if (error === undefined) return {};
        const refusal = refusalOf(error);
        const headers = new Headers(
          refusal?.retryAfterS === undefined ? {} : { "retry-after": String(refusal.retryAfterS) },
        );
        return info?.isBatchCall === true ? { headers } : { status: refusal?.httpStatus ?? 500, headers };
      },
    });
  });
}
