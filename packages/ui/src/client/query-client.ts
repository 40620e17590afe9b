import { QueryClient } from "@tanstack/react-query";

import { isBusy } from "./busy-reads.ts";
import { errorCodeOf } from "./error-code.ts";
import { retryDelayMs } from "./retry-delay.ts";

/** A query cache that retries what may heal by itself (no response, overload, too much at once) and nothing else. Mutations are never retried. */
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
  return errorCodeOf(error) === "NETWORK" || isBusy(error);
}
