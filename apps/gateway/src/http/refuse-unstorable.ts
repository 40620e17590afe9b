import { DomainError } from "@atlas/core/errors";
import { refuseUnstorable } from "@atlas/core/storable-text";
import type { MiddlewareHandler } from "hono";
import type { GatewayEnv } from "./gateway-env.ts";

/** In JSON such characters can only be escapes: raw ones are no JSON or no UTF-8. A body without an escape costs one look at its text. */
const SUSPICIOUS = /\\u(?:0000|[dD][89a-fA-F])/;

/**
 * Refuses an address with U+0000 in it, in the query or in the path, before anybody reads it. Halves of surrogate pairs cannot stand in
 * one: they are no UTF-8.
 */
export function refuseUnstorableUrl(): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    if (c.req.url.includes("%00")) {
      refuseUnstorable(c.req.query());
      throw new DomainError("INVALID_INPUT", "The address has U+0000 in it.");
    }
    await next();
  };
}

/** The same for JSON bodies, whose text Hono reads once for all. */
export function refuseUnstorableBody(): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    const text = await c.req.text();
    if (SUSPICIOUS.test(text)) refuseUnstorable(parsed(text));
    await next();
  };
}

/** What is not JSON is for the route to refuse. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
