export const APP_NAMES = ["web", "driver", "admin"] as const;
/** The three browser apps; each has sessions and a cookie of its own. */
export type AppName = (typeof APP_NAMES)[number];

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** Which app each allowed origin belongs to. A loopback address counts under all of its names. */
export type Origins = ReadonlyMap<string, AppName>;

/** The origins of the apps' public URLs. */
export function originsOf(appUrls: Readonly<Record<AppName, string>>): Origins {
  const origins = new Map<string, AppName>();
  for (const app of APP_NAMES) {
    const { protocol, hostname, port, origin } = new URL(appUrls[app]);
    origins.set(origin, app);
    if (!LOOPBACK_NAMES.includes(hostname)) continue;
    for (const name of LOOPBACK_NAMES) origins.set(`${protocol}//${name}${port === "" ? "" : `:${port}`}`, app);
  }
  return origins;
}
