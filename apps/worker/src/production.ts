import { logInOf } from "@atlas/db/database-url";
import { letsAnybodyIn, redisPasswordOf } from "@atlas/queue/lets-anybody-in";
import { requireFitness } from "@atlas/services/production/require-fitness";
import type { WorkerConfig } from "./config.ts";

/** Everything that is no demo is a production. @throws UnfitForProduction */
export async function requireDemoOrFitness(config: WorkerConfig): Promise<void> {
  const { isDemo, databaseUrl, redisUrl, appUrls, linkSecret } = config;
  if (isDemo) return;
  const { password } = logInOf(databaseUrl);
  await requireFitness({
    process: "worker",
    settings: {
      addresses: { WEB_URL: appUrls.web, DRIVER_URL: appUrls.driver, ADMIN_URL: appUrls.admin },
      signingSecrets: { ATLAS_LINK_SECRET: linkSecret },
      passwords: { ...(password === "" ? {} : { DATABASE_URL: password }), REDIS_URL: redisPasswordOf(redisUrl) },
      keys: {},
    },
    databaseUrl,
    redisLetsAnybodyIn: async () => letsAnybodyIn(redisUrl),
  });
}
