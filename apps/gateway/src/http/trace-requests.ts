import { inSpan, markFailed } from "@atlas/telemetry/in-span";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { GatewayEnv } from "./gateway-env.ts";

/** Somebody's calls; positions, probes, scrapes and files are left out. */
const TRACED = /^\/(trpc|auth|customer|driver|drivers|wallet|admin)\//;
const POSITIONS = /^\/(driver\/location|trpc\/tracker\.updateLocations?)$/;

/**
 * A span for each request, named like its route. It begins a trace: a client's `traceparent` is not followed, because it
 * would decide what is kept.
 */
export function traceRequests(): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    const { method, path } = c.req;
    if (!TRACED.test(path) || (method === "POST" && POSITIONS.test(path))) return await next();
    const attributes = { "http.request.method": method };
    await inSpan(method, { kind: "server", traceparent: null, attributes }, async (span) => {
      await next();
      const route = routePath(c, -1);
      const { status } = c.res;
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        "http.route": route,
        "http.response.status_code": status,
        "atlas.request.id": c.get("requestId"),
      });
      if (status >= 500) markFailed(span, c.error);
    });
  };
}
