import { ERROR_STATUS, RETRY_AFTER_S } from "@atlas/core/errors";
import { describeLimits } from "./describe-limits.ts";
import type { RestApp } from "./rest-app.ts";

export type OpenApiDocument = ReturnType<RestApp["getOpenAPI31Document"]>;
type Operation = NonNullable<NonNullable<OpenApiDocument["paths"]>[string]["get"]>;

const METHODS = ["get", "post", "put"] as const;

const RETRY_AFTER = {
  "Retry-After": {
    description: "Seconds until another try may go better.",
    schema: { type: "integer", format: "int32", minimum: 1, maximum: 86_400 },
  },
} as const;
/** Of every response, refusals too. */
const ALLOWED_ORIGIN = {
  "Access-Control-Allow-Origin": {
    description:
      "The origin of the page that asks, when it is one of the apps'. Other pages are refused; other clients see none.",
    schema: { type: "string", format: "uri" },
  },
} as const;
/** The statuses that carry `Retry-After`. */
const PASSING = new Set(
  Object.entries(ERROR_STATUS).flatMap(([code, status]) => (code in RETRY_AFTER_S ? [String(status)] : [])),
);

/** Says of every operation what follows from its method and its address, or from a status of its refusals. */
export function completeOperations(document: OpenApiDocument): OpenApiDocument {
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      operation.operationId ??= operationIdOf(method, path);
      describeLimits([operation.parameters, operation.requestBody], { isRequest: true });
      describeLimits(operation.responses, { isRequest: false });
      declareHeaders(operation);
    }
  }
  describeLimits(document.components?.schemas, { isRequest: false });
  return document;
}

/** `post`, `/admin/ledger/holds/{id}/void` → `postAdminLedgerHoldsByIdVoid`. */
export function operationIdOf(method: string, path: string): string {
  const words = path.replaceAll("{", "by-").split(/[^A-Za-z0-9]+/);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function declareHeaders({ responses = {} }: Operation): void {
  for (const [status, response] of Object.entries(responses)) {
    const headers = { ...ALLOWED_ORIGIN, ...(PASSING.has(status) ? RETRY_AFTER : {}) };
    responses[status] = { ...response, headers };
  }
}
