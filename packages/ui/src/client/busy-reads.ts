import { ERROR_STATUS } from "@atlas/core/errors";
import type { QueryCache } from "@tanstack/react-query";

import { errorCodeOf } from "./error-code.ts";

/** Whether Atlas refused because too much was asked of it, by this person or by all: what is asked again later is served. */
export function isBusy(error: unknown): boolean {
  const code = errorCodeOf(error);
  return code !== "NETWORK" && (code === "RATE_LIMITED" || ERROR_STATUS[code] === 503);
}

/** Whether something that was refused for that reason waits to be asked again. */
export function isAnyBusy(cache: QueryCache): boolean {
  return cache
    .getAll()
    .some(
      ({ state }) =>
        state.fetchStatus === "fetching" && state.fetchFailureCount > 0 && isBusy(state.fetchFailureReason),
    );
}
