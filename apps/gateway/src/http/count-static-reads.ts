import type { MiddlewareHandler } from "hono";
import { asksForPart } from "./asks-for-part.ts";
import type { GatewayEnv } from "./gateway-env.ts";

/** Counts so much for a read that is no call of anybody. @throws DomainError RATE_LIMITED */
export type CountAnonymousRead = (address: string, weight: number) => Promise<void>;

const STATIC = /^\/(?:cities\/|docs(?:\/|$)|openapi\.json$)/;

/** Files and the description count for their address: as much as they cost, so that no loop of them keeps the gateway busy. */
export function countStaticReads(count: CountAnonymousRead, weight: number): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    if (STATIC.test(c.req.path)) {
      // A map reads its file in parts, of which it needs dozens.
      await count(c.get("clientAddress"), asksForPart(c.req.header("range")) ? 1 : weight);
    }
    await next();
  };
}
