import { DomainError } from "@atlas/core/errors";
import type { Context } from "hono";

const JSON_TYPE = /^application\/(?:[a-z.-]+\+)?json\b/i;

/** A body of another type is not read. @throws DomainError MALFORMED_REQUEST */
export function requireJsonType(c: Context): void {
  if (JSON_TYPE.test(c.req.header("content-type") ?? "")) return;
  throw new DomainError("MALFORMED_REQUEST", "Send a JSON body with `content-type: application/json`.");
}
