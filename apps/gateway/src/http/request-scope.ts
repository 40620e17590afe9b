import { getConnInfo } from "@hono/node-server/conninfo";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Logger } from "pino";
import { type Identifier, identifyBeforeFactor, withSecondFactor } from "../auth/identify.ts";
import type { Session } from "../auth/session-reader.ts";
import type { Metrics } from "../metrics.ts";
import { arrivalOf } from "../overload/arrivals.ts";
import type { ClientAddressOf } from "./client-address.ts";
import type { GatewayEnv } from "./gateway-env.ts";

const SAFE_ID = /^[\w.:-]{8,100}$/;

export interface RequestScope {
  readonly identifier: Identifier;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly newId: () => string;
  readonly clientAddressOf: ClientAddressOf;
}

/** Gives each request an id, its client's address and its caller, then logs and measures it. */
export function requestScope({
  identifier,
  log,
  metrics,
  newId,
  clientAddressOf,
}: RequestScope): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    const beganMs = performance.now();
    c.set("arrivedMs", arrivalOf(c.env.incoming));
    const given = c.req.header("x-request-id");
    const requestId = given !== undefined && SAFE_ID.test(given) ? given : newId();
    c.set("requestId", requestId);
    c.set(
      "clientAddress",
      clientAddressOf(getConnInfo(c).remote.address, (name) => c.req.header(name)),
    );
    let session: Promise<Session | null> | undefined;
    let userId: string | undefined;
    const lookUp = (): Promise<Session | null> => {
      session ??= identifyBeforeFactor(identifier, {
        authorization: c.req.header("authorization") ?? null,
        origin: c.req.header("origin") ?? null,
        cookie: c.req.header("cookie") ?? null,
      }).then((found) => {
        userId = found?.actor.userId;
        return found;
      });
      return session;
    };
    c.set("sessionBeforeFactor", lookUp);
    c.set("session", async () => withSecondFactor(await lookUp()));
    await next();
    c.header("x-request-id", requestId);
    // Most responses are personal; what may be cached says so itself.
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
    const durationMs = performance.now() - beganMs;
    const route = routePath(c, -1);
    const { status } = c.res;
    metrics.requests.observe({ method: c.req.method, route, status }, durationMs / 1_000);
    // 503 is a passing state of what Atlas depends on.
    const level = status === 503 ? "warn" : status >= 500 ? "error" : status >= 400 ? "info" : "debug";
    log[level](
      { requestId, method: c.req.method, route, path: c.req.path, status, userId, durationMs: Math.round(durationMs) },
      "request",
    );
  };
}
