import { ERROR_STATUS, RETRY_AFTER_S } from "@atlas/core/errors";
import type { RestApp } from "./rest-app.ts";

export type OpenApiDocument = ReturnType<RestApp["getOpenAPI31Document"]>;
type Operation = NonNullable<NonNullable<OpenApiDocument["paths"]>[string]["get"]>;

const METHODS = ["get", "post", "put"] as const;

const RETRY_AFTER = {
  "Retry-After": { description: "Seconds until another try may go better.", schema: { type: "integer", minimum: 1 } },
} as const;
/** The statuses that carry it. */
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
      declareRetryAfter(operation);
    }
  }
  return document;
}

/** `post`, `/admin/ledger/holds/{id}/void` → `postAdminLedgerHoldsByIdVoid`. */
export function operationIdOf(method: string, path: string): string {
  const words = path.replaceAll("{", "by-").split(/[^A-Za-z0-9]+/);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function declareRetryAfter({ responses = {} }: Operation): void {
  for (const [status, response] of Object.entries(responses)) {
    if (PASSING.has(status)) responses[status] = { ...response, headers: RETRY_AFTER };
  }
}
