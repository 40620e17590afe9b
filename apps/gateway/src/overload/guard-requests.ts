import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { ERROR_STATUS, RETRY_AFTER_S } from "@atlas/core/errors";
import type { Origins } from "../origins.ts";
import type { Admission } from "./admission.ts";
import { OVERLOADED } from "./overloaded.ts";
import { laneOfRequest } from "./traffic-of.ts";

const { code, message } = OVERLOADED;
const retryAfterS = RETRY_AFTER_S[code];
const status = ERROR_STATUS[code];
/** REST's shape; Better Auth's client reads code and message at the top. */
const REST_BODY = JSON.stringify({ code, message, error: { code, message } });
/** tRPC's shape; its client gives it to every call of a batch. */
const TRPC_BODY = JSON.stringify({
  error: {
    code: -32_603,
    message,
    data: { code: "SERVICE_UNAVAILABLE", atlasCode: code, httpStatus: status, retryAfterS },
  },
});

/**
 * Refuses a request that there is no room for before anything of it is read but its first line and its origin: a refusal
 * must cost a small part of what serving would.
 */
export function guardRequests(
  listener: RequestListener,
  { admission, origins }: { readonly admission: Admission; readonly origins: Origins },
): RequestListener {
  return (request, response) => {
    const lane = laneOfRequest(request.method ?? "GET", request.url ?? "/");
    if (lane === null) {
      listener(request, response);
      return;
    }
    admission.enter(lane, (leave) => {
      if (leave === null) refuse(request, response, origins);
      // The client has hung up while it waited.
      else if (request.socket.destroyed) leave();
      else {
        response.once("close", leave);
        listener(request, response);
      }
    });
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, origins: Origins): void {
  const { origin } = request.headers;
  const body = request.url?.startsWith("/trpc/") === true ? TRPC_BODY : REST_BODY;
  response
    .writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
      "retry-after": String(retryAfterS),
      // Without these a page cannot read why it was refused.
      ...(origin !== undefined && origins.has(origin)
        ? {
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": "retry-after",
            vary: "origin",
          }
        : {}),
    })
    .end(body);
}
