import type { ErrorCode } from "@atlas/core/errors";
import { STAFF_ROLES } from "@atlas/core/actor";
import { type Holder, HOLDERS_OF, type Permission } from "@atlas/core/permissions";
import { type Contract, refusalsOf } from "@atlas/services/use-case";
import { type RouteConfig, z } from "@hono/zod-openapi";
import { ANYONE, BEARER, OPERATOR, jsonBody, jsonInput, refusals } from "./rest-app.ts";
import { isBodyField, storesResponses, requestOf, type RestRoute } from "./rest-route.ts";
import { KEY_HEADER } from "./wire-fields.ts";

const NAMES_COORDINATES = /(?:^|_)(?:lat|lng|long|latitude|longitude)$/;
const NAMES_AMOUNT = /^(?:amount|price)$/;

/** A response that is streamed: one line per row, or a document. */
function streamed(mediaType = "text/csv"): Record<string, { readonly schema: z.ZodType }> {
  return { [mediaType]: { schema: mediaType === "text/csv" ? z.string() : z.record(z.string(), z.unknown()) } };
}

/** A route for `/openapi.json`, with every refusal that its use case and the gateway may give. */
export function describeRoute(route: RestRoute): RouteConfig {
  const { method, path, tag, summary, description, contract, returns } = route;
  const fields = Object.entries(requestOf(route).shape);
  const inBody = fields.filter(([name]) => isBodyField(route, name));
  const inPath = fields.filter(([name]) => path.includes(`{${name}}`));
  const inHeader = fields.filter(([name]) => name === KEY_HEADER);
  const inQuery = fields.filter((field) => ![...inBody, ...inPath, ...inHeader].includes(field));
  return {
    method,
    path,
    tags: [tag],
    summary,
    description: [description, ...promisesOf(contract)].filter((sentence) => sentence !== undefined).join(" "),
    security: contract.permission === "anyone" ? ANYONE : path.startsWith("/admin/") ? OPERATOR : BEARER,
    request: {
      // An address without its parameters is another one.
      ...(inPath.length > 0 && { params: z.object(Object.fromEntries(inPath)).required() }),
      ...(inQuery.length > 0 && { query: z.object(Object.fromEntries(inQuery)) }),
      ...(inHeader.length > 0 && { headers: z.object(Object.fromEntries(inHeader)) }),
      ...(method !== "get" && { body: jsonInput(z.object(Object.fromEntries(inBody))) }),
    },
    responses: {
      200:
        "stream" in route
          ? { content: streamed(route.mediaType), description: returns }
          : jsonBody(route.response, returns),
      ...refusals(...refusalsOfRoute(route)),
    },
  };
}

/** What a contract says, in sentences. */
function promisesOf(contract: Contract): string[] {
  const { permission } = contract;
  const holders = permission === "anyone" ? "anyone" : holdersOf(permission);
  return [
    `For ${holders}.`,
    ...(contract.kind === "command" ? [REPEATED[contract.idempotency]] : []),
    ...(contract.isAudited === true ? ["An operator's use of it is recorded in the audit log."] : []),
  ];
}

/** Such as `riders, services, operators (finance, owner)`. */
function holdersOf(permission: Permission): string {
  const holders: readonly Holder[] = HOLDERS_OF[permission];
  const staff = STAFF_ROLES.filter((role) => holders.includes(role));
  const others = OTHER_HOLDERS.filter((role) => holders.includes(role)).map((role) => `${role}s`);
  const operators = staff.length === STAFF_ROLES.length ? "operators" : `operators (${staff.join(", ")})`;
  return [...others, ...(staff.length === 0 ? [] : [operators])].join(", ");
}

const OTHER_HOLDERS = ["rider", "driver", "service"] as const;

const REPEATED = {
  key: "Repeated with its key, it returns its first response again.",
  repeatable: "Repeated, it changes nothing more.",
  once: "Repeated, it is refused by what the first call left.",
};

function refusalsOfRoute(route: RestRoute): ErrorCode[] {
  const { contract, request, method, isLenient } = route;
  const names = Object.keys(request.shape);
  const needsSignIn = contract.permission !== "anyone";
  return [
    ...(names.length > 0 ? (["INVALID_INPUT"] as const) : []),
    ...(isLenient ? [] : (["UNKNOWN_FIELD"] as const)),
    ...(names.some((name) => NAMES_COORDINATES.test(name)) ? (["INVALID_COORDINATES"] as const) : []),
    ...(names.some((name) => NAMES_AMOUNT.test(name)) ? (["INVALID_AMOUNT"] as const) : []),
    ...(method === "get" ? [] : (["MALFORMED_REQUEST", "PAYLOAD_TOO_LARGE"] as const)),
    ...(needsSignIn ? (["UNAUTHENTICATED", "FORBIDDEN"] as const) : []),
    "RATE_LIMITED",
    ...refusalsOf(contract),
    ...(storesResponses(route) ? (["IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_KEY_IN_USE"] as const) : []),
    "OVERLOADED",
    "DEPENDENCY_UNAVAILABLE",
    // A bug of ours; its number stands in our log.
    "INTERNAL",
  ];
}
