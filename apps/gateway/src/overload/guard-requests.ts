import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { ERROR_STATUS, RETRY_AFTER_S } from "@atlas/core/errors";
import type { Origins } from "../origins.ts";
import type { Admission } from "./admission.ts";
import { OVERLOADED } from "./overloaded.ts";
import { laneOfRequest } from "./traffic-of.ts";

const MAX_ARRIVAL_MS = 15_000;
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

export interface GuardOptions {
  readonly admission: Admission;
  readonly origins: Origins;
  /** How long the body of an admitted request may take to arrive. */
  readonly maxArrivalMs?: number;
}

/**
 * Refuses a request that there is no room for before anything of it is read but its first line and its origin: a refusal
 * must cost a small part of what serving would.
 */
export function guardRequests(
  listener: RequestListener,
  { admission, origins, maxArrivalMs = MAX_ARRIVAL_MS }: GuardOptions,
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
        const late = setTimeout(() => endUnlessArrived(request), maxArrivalMs);
        response.once("close", () => {
          clearTimeout(late);
          leave();
        });
        listener(request, response);
      }
    });
  };
}

/** A client that sends its body slowly, or never, holds the place of another. */
function endUnlessArrived(request: IncomingMessage): void {
  if (!request.complete) request.destroy();
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
