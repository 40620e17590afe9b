import { DomainError } from "@atlas/core/errors";
import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { Origins } from "../origins.ts";
import type { GatewayEnv } from "./gateway-env.ts";

/** Lets the apps' origins and the gateway's own in, with credentials, and refuses every other page. */
export function crossOrigin(origins: Origins, ownOrigins: ReadonlySet<string>): MiddlewareHandler<GatewayEnv> {
  const headers = cors({
    origin: (origin) => (origins.has(origin) ? origin : null),
    credentials: true,
    allowMethods: ["GET", "HEAD", "POST", "PUT"],
    allowHeaders: ["content-type", "authorization", "idempotency-key", "x-request-id", "trpc-accept", "range"],
    exposeHeaders: [
      "accept-ranges",
      "content-disposition",
      "content-length",
      "content-range",
      "etag",
      "retry-after",
      "x-request-id",
    ],
    maxAge: 600,
  });
  return async (c, next) => {
    const origin = c.req.header("origin");
    if (origin !== undefined && !origins.has(origin) && !ownOrigins.has(origin)) {
      throw new DomainError("FORBIDDEN", "This page may not use Atlas.");
    }
    return await headers(c, next);
  };
}
