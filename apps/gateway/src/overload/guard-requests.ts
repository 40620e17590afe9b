import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { ERROR_STATUS, RETRY_AFTER_S } from "@atlas/core/errors";
import type { Origins } from "../origins.ts";
import type { Admission } from "./admission.ts";
import { noteArrival } from "./arrivals.ts";
import type { Caller } from "./caller.ts";
import { REFUSED_PLACE_MS } from "./caller-limits.ts";
import { HeldRefusals } from "./held-refusals.ts";
import { OVERLOADED, type Refusal, TOO_MUCH_AT_ONCE } from "./overloaded.ts";
import { laneOfRequest } from "./lanes.ts";

const MAX_ARRIVAL_MS = 15_000;
const TOO_MANY_REQUESTS = ERROR_STATUS.RATE_LIMITED;

/** Written once: under load there is no time to. */
interface CannedResponse {
  readonly status: number;
  readonly retryAfter: string;
  /** REST's shape; Better Auth's client reads code and message at the top. */
  readonly restBody: string;
  /** tRPC's shape; its client gives it to every call of a batch. */
  readonly trpcBody: string;
}

const RESPONSES = new Map([OVERLOADED, TOO_MUCH_AT_ONCE].map((refusal) => [refusal, responseOf(refusal)]));

function responseOf({ code, message }: Refusal): CannedResponse {
  const status = ERROR_STATUS[code];
  const retryAfterS = RETRY_AFTER_S[code];
  const trpcCode = status === TOO_MANY_REQUESTS ? "TOO_MANY_REQUESTS" : "SERVICE_UNAVAILABLE";
  const data = { code: trpcCode, atlasCode: code, httpStatus: status, retryAfterS };
  const trpcNumber = status === TOO_MANY_REQUESTS ? -32_029 : -32_603;
  return {
    status,
    retryAfter: String(retryAfterS),
    restBody: JSON.stringify({ code, message, error: { code, message } }),
    trpcBody: JSON.stringify({ error: { code: trpcNumber, message, data } }),
  };
}

export interface GuardOptions {
  readonly admission: Admission;
  readonly origins: Origins;
  /** Whose request it is: known at once, or looked up. */
  readonly callerOf: (request: IncomingMessage) => Caller | Promise<Caller>;
  /** How long the body of an admitted request may take to arrive. */
  readonly maxArrivalMs?: number;
}

/**
 * Refuses a request that there is no room for before anything of it is read but its first line and its origin: a refusal
 * must cost a small part of what serving would.
 */
export function guardRequests(
  listener: RequestListener,
  { admission, origins, callerOf, maxArrivalMs = MAX_ARRIVAL_MS }: GuardOptions,
): RequestListener {
  const held = new HeldRefusals(REFUSED_PLACE_MS);
  return (request, response) => {
    noteArrival(request);
    const lane = laneOfRequest(request.method ?? "GET", request.url ?? "/", request.headers.range);
    if (lane === null) {
      listener(request, response);
      return;
    }
    const enter = (caller: Caller): void => {
      admission.enter(lane, caller, (entry) => {
        if (entry === TOO_MUCH_AT_ONCE) held.hold(() => refuse(request, response, { refusal: entry, origins }));
        else if (typeof entry !== "function") refuse(request, response, { refusal: entry, origins });
        // The client has hung up while it waited.
        else if (request.socket.destroyed) entry();
        else {
          const late = setTimeout(() => endUnlessArrived(request), maxArrivalMs);
          response.once("close", () => {
            clearTimeout(late);
            entry(response.statusCode === TOO_MANY_REQUESTS);
          });
          listener(request, response);
        }
      });
    };
    const caller = callerOf(request);
    if (caller instanceof Promise) void caller.then(enter);
    else enter(caller);
  };
}

/** A client that sends its body slowly, or never, holds the place of another. */
function endUnlessArrived(request: IncomingMessage): void {
  if (!request.complete) request.destroy();
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { refusal, origins }: { readonly refusal: Refusal; readonly origins: Origins },
): void {
  const { status, retryAfter, restBody, trpcBody } = RESPONSES.get(refusal) ?? responseOf(refusal);
  const { origin } = request.headers;
  const body = request.url?.startsWith("/trpc/") === true ? trpcBody : restBody;
  response
    .writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
      "retry-after": retryAfter,
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
