import { DomainError } from "@atlas/core/errors";
import type { RoutingProvider } from "@atlas/core/routing";

export interface FallbackOptions {
  readonly clock: () => Date;
  /** Called once for each time that the server is given up. */
  readonly onFailure?: ((error: DomainError) => void) | undefined;
}

/** So long a server that failed is not asked again: riders would wait for its time-out each time. */
const REST_MS = 10_000;

/**
 * A server's results and, while it is down, slow or failing, estimates, which are marked `isEstimate`. A server
 * that finds no route is believed.
 */
export function createFallbackRouting(
  server: RoutingProvider,
  estimates: RoutingProvider,
  { clock, onFailure }: FallbackOptions,
): RoutingProvider {
  let restsUntilMs = -Infinity;

  async function either<T>(ask: (provider: RoutingProvider) => Promise<T>): Promise<T> {
    if (clock().getTime() < restsUntilMs) return ask(estimates);
    try {
      return await ask(server);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === "DEPENDENCY_UNAVAILABLE")) throw error;
      restsUntilMs = clock().getTime() + REST_MS;
      onFailure?.(error);
      return ask(estimates);
    }
  }

  return {
    name: server.name,
    isEstimate: server.isEstimate,
    route: (from, to, options) => either((provider) => provider.route(from, to, options)),
    etasTo: (destination, origins, options) => either((provider) => provider.etasTo(destination, origins, options)),
    matrix: (origins, destinations, options) => either((provider) => provider.matrix(origins, destinations, options)),
  };
}
