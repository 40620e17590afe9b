import type { ProductionSettings } from "@atlas/core/production/production-faults";
import { logInOf } from "@atlas/db/database-url";
import { letsAnybodyIn, redisPasswordOf } from "@atlas/queue/lets-anybody-in";
import { requireFitness } from "@atlas/services/production/require-fitness";
import type { GatewayConfig } from "./config.ts";

/** What would be of use to an attacker of this gateway. */
function productionSettingsOf(config: GatewayConfig): ProductionSettings {
  const { appUrls, publicUrl, databaseUrl, authDatabaseUrl, redisUrl } = config;
  const databases = { DATABASE_URL: databaseUrl, ATLAS_AUTH_DATABASE_URL: authDatabaseUrl };
  // Without a password Postgres knows its client otherwise: by a socket's owner, or a certificate.
  const passwords = Object.entries(databases).flatMap(([name, url]): [string, string][] => {
    const password = url === undefined ? "" : logInOf(url).password;
    return password === "" ? [] : [[name, password]];
  });
  return {
    addresses: {
      WEB_URL: appUrls.web,
      DRIVER_URL: appUrls.driver,
      ADMIN_URL: appUrls.admin,
      ATLAS_GATEWAY_URL: publicUrl,
    },
    signingSecrets: signingSecretsOf(config),
    passwords: { ...Object.fromEntries(passwords), REDIS_URL: redisPasswordOf(redisUrl) },
    keys: { ATLAS_LEDGER_SIGNING_KEY: config.ledgerSigningKey !== null },
  };
}

/** Former ones count like those of today: an attacker who guesses one signs in as anybody. */
function signingSecretsOf(config: GatewayConfig): Readonly<Record<string, string>> {
  const { authSecret, formerAuthSecret, linkSecret, formerLinkSecret } = config;
  return {
    BETTER_AUTH_SECRET: authSecret,
    ATLAS_LINK_SECRET: linkSecret,
    ...(formerAuthSecret === undefined ? {} : { BETTER_AUTH_SECRET_PREVIOUS: formerAuthSecret }),
    ...(formerLinkSecret === undefined ? {} : { ATLAS_LINK_SECRET_PREVIOUS: formerLinkSecret }),
  };
}

/** Everything that is no demo is a production. @throws UnfitForProduction */
export async function requireDemoOrFitness(config: GatewayConfig): Promise<void> {
  if (config.isDemo) return;
  await requireFitness({
    process: "gateway",
    settings: productionSettingsOf(config),
    databaseUrl: config.databaseUrl,
    redisLetsAnybodyIn: async () => letsAnybodyIn(config.redisUrl),
  });
}
