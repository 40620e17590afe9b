/** What the server layout reads at request time and hands to the browser. */
export interface ClientConfig {
  /** The gateway as browsers reach it, for example `http://127.0.0.1:8085`. */
  readonly gatewayUrl: string;
  /** A complete online map style instead of the city's own basemap, or null. */
  readonly mapStyleUrl: string | null;
}

/**
 * Reads the browser's configuration from the environment. Call it in a server layout, at request time, so that one build
 * serves every installation.
 */
export function readClientConfig(env: Record<string, string | undefined>): ClientConfig {
  return {
    gatewayUrl: env["ATLAS_GATEWAY_URL"] ?? "http://127.0.0.1:8085",
    mapStyleUrl: env["ATLAS_MAP_STYLE_URL"] || null,
  };
}
