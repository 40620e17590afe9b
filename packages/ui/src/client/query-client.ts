import { QueryClient } from "@tanstack/react-query";
import { ERROR_STATUS } from "@atlas/core/errors";

import { errorCodeOf } from "./error-code.ts";
import { retryDelayMs } from "./retry-delay.ts";

/** A query cache that retries what may heal by itself (no answer, overload, too much at once) and nothing else. Mutations are never retried. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 3 && mayHeal(error),
        retryDelay: (failures, error) => retryDelayMs(failures, { error, random: Math.random() }),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}

function mayHeal(error: unknown): boolean {
  const code = errorCodeOf(error);
  return code === "NETWORK" || code === "RATE_LIMITED" || ERROR_STATUS[code] === 503;
}
