import { logInOf } from "@atlas/db/database-url";
import { letsAnybodyIn, redisPasswordOf } from "@atlas/queue/lets-anybody-in";
import { requireFitness } from "@atlas/services/production/require-fitness";
import type { WorkerConfig } from "./config.ts";

/** Everything that is no demo is a production. @throws UnfitForProduction */
export async function requireDemoOrFitness({ isDemo, databaseUrl, redisUrl }: WorkerConfig): Promise<void> {
  if (isDemo) return;
  const { password } = logInOf(databaseUrl);
  await requireFitness({
    process: "worker",
    settings: {
      addresses: {},
      signingSecrets: {},
      passwords: { ...(password === "" ? {} : { DATABASE_URL: password }), REDIS_URL: redisPasswordOf(redisUrl) },
      keys: {},
    },
    databaseUrl,
    redisLetsAnybodyIn: async () => letsAnybodyIn(redisUrl),
  });
}
