import { isErrorCode, type ErrorCode } from "@atlas/core/errors";

/**
 * The closed code of whatever a request failed with: a tRPC error's `data.atlasCode`, a REST body's `error.code`, or
 * `NETWORK` when no response came. Anything else is `INTERNAL`.
 */
export function errorCodeOf(error: unknown): ErrorCode | "NETWORK" {
  const code = field(field(error, "data"), "atlasCode") ?? field(field(error, "error"), "code") ?? field(error, "code");
  if (isErrorCode(code)) return code;
  if (error instanceof TypeError || isUnanswered(error)) return "NETWORK";
  return "INTERNAL";
}

/** A tRPC client error without `data` never reached the server, or was cut off. */
function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.name === "TRPCClientError" && field(error, "data") === undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;
}
