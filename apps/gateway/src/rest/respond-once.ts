import { createHash } from "node:crypto";
import { refusalOf } from "@atlas/api/error-of";
import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "@atlas/services/context";
import {
  type Claim,
  claimCall,
  type StoredResponse,
  storeResponse,
  releaseCall,
} from "@atlas/services/repeats/keyed-calls";
import { errorBody } from "../http/respond-with-error.ts";
import type { RestRoute } from "./rest-route.ts";

/** A request with its key, parsed. */
export interface KeyedRequest {
  readonly route: RestRoute;
  readonly actor: Actor;
  readonly key: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/**
 * The response to the first request of this actor with this key: to a former one, or to this one, which `run` then executes. A refusal is
 * a response, too; what may pass (a limit, an outage, a bug, an ended session) is not, and the next request with the key is run.
 * @throws DomainError IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE, and what `run` throws
 */
export async function respondOnce(
  ctx: ServiceContext,
  { route, actor, key, request }: KeyedRequest,
  run: () => Promise<unknown>,
): Promise<StoredResponse> {
  const claim = await claimCall(ctx, {
    actorId: actor.userId,
    operation: `${route.method.toUpperCase()} ${route.path}`,
    key,
    contentHash: hashOf(request),
  });
  if ("body" in claim) return claim;
  try {
    return await settle(ctx, claim, { refusal: null, body: JSON.stringify(await run()) });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null || refusal.retryAfterS !== undefined || refusal.httpStatus === 401) {
      await releaseCall(ctx, claim).catch((err: unknown) =>
        ctx.log.warn({ err }, "a key is held until its claim ends"),
      );
      throw error;
    }
    const body = JSON.stringify(errorBody(refusal.code, refusal.message));
    return await settle(ctx, claim, { refusal: refusal.code, body });
  }
}

/** A result is returned, also where it could not be stored: then a repeat is run, and every command tolerates that. */
async function settle(ctx: ServiceContext, claim: Claim, response: StoredResponse): Promise<StoredResponse> {
  await storeResponse(ctx, claim, response).catch((err: unknown) => ctx.log.warn({ err }, "a response was not stored"));
  return response;
}

function hashOf(request: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(request, (_name, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash("sha256").update(text).digest("hex");
}
