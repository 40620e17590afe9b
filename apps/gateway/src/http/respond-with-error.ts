import { isTriedDoor, refusalOf } from "@atlas/api/error-of";
import { ERROR_STATUS, type ErrorCode } from "@atlas/core/errors";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Logger } from "pino";
import type { GatewayEnv } from "./gateway-env.ts";

export interface ErrorReporter {
  readonly log: Logger;
  readonly newId: () => string;
}

/** Every error outside tRPC as `{"error":{"code","message"}}`; a bug leaves only an id, which stands in the log. */
export function respondWithError(error: unknown, c: Context<GatewayEnv>, { log, newId }: ErrorReporter): Response {
  const refusal = refusalOf(error);
  if (refusal !== null) {
    if (isTriedDoor(refusal)) {
      log.info(
        { requestId: c.get("requestId"), method: c.req.method, path: c.req.path, code: refusal.code },
        "refused",
      );
    }
    return errorResponse(c, refusal.code, refusal.message, refusal.retryAfterS);
  }
  if (error instanceof HTTPException && error.status < 500) {
    return error.status === 413
      ? errorResponse(c, "PAYLOAD_TOO_LARGE", "The body is too large.")
      : errorResponse(c, "MALFORMED_REQUEST", "The body is not JSON.");
  }
  const errorId = newId();
  log.error({ errorId, requestId: c.get("requestId"), method: c.req.method, path: c.req.path, err: error }, "bug");
  return errorResponse(c, "INTERNAL", `Something went wrong on our side (error ${errorId}).`);
}

/** The error shape of REST, with `Retry-After` where another try may go better. */
export function errorResponse(
  c: Context<GatewayEnv>,
  code: ErrorCode,
  message: string,
  retryAfterS?: number,
): Response {
  if (retryAfterS !== undefined) c.header("retry-after", String(retryAfterS));
  return c.json(errorBody(code, message), statusOf(code));
}

export function errorBody(code: ErrorCode, message: string): { error: { code: ErrorCode; message: string } } {
  return { error: { code, message } };
}

export function statusOf(code: ErrorCode): ContentfulStatusCode {
  return ERROR_STATUS[code];
}
