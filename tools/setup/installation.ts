import { logInOf, isDatabaseUrl } from "@atlas/db/database-url";
import type { ProductionSettings } from "@atlas/core/production/production-faults";
import { redisPasswordOf } from "@atlas/queue/lets-anybody-in";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { z } from "zod";

const unset = z.literal("").transform(() => undefined);
const text = unset.or(z.string()).optional();
const database = unset.or(z.string().refine(isDatabaseUrl, "no address of a Postgres database")).optional();
const address = unset.or(z.url()).optional();

const schema = z.object({
  /** Of the owner. */
  DATABASE_URL: database,
  ATLAS_SERVERS_DATABASE_URL: database,
  ATLAS_AUTH_DATABASE_URL: database,
  REDIS_URL: address,
  WEB_URL: address,
  DRIVER_URL: address,
  ADMIN_URL: address,
  ATLAS_GATEWAY_URL: address,
  ATLAS_DOMAIN: text,
  BETTER_AUTH_SECRET: text,
  ATLAS_LINK_SECRET: text,
  ATLAS_LEDGER_SIGNING_KEY: text,
  ATLAS_CITY_DIR: text,
  ATLAS_SMTP_URL: text,
  ATLAS_DEMO: text,
});

/** What the installation was given, by its environment first and its file then. */
export type Installation = z.output<typeof schema>;

/** @throws UserFixableError that names each setting that makes no sense */
export function readInstallation(
  env: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, string>>,
): Installation {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== "");
  const parsed = schema.safeParse({ ...file, ...Object.fromEntries(given) });
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new UserFixableError(`These settings cannot be used.\n${faults.join("\n")}`);
  }
  const { ATLAS_DOMAIN: domain, ...rest } = parsed.data;
  if (domain === undefined) return parsed.data;
  // As docker-compose.yml has them.
  const byDomain = {
    WEB_URL: `https://${domain}`,
    DRIVER_URL: `https://driver.${domain}`,
    ADMIN_URL: `https://admin.${domain}`,
    ATLAS_GATEWAY_URL: `https://api.${domain}`,
  };
  return { ...parsed.data, ...byDomain, ...withoutMissing(rest) };
}

/** The installation as gateway and worker will check it. */
export function productionSettingsOf(installation: Installation, redisUrl: string): ProductionSettings {
  const { WEB_URL, DRIVER_URL, ADMIN_URL, ATLAS_GATEWAY_URL } = installation;
  const addresses = { WEB_URL, DRIVER_URL, ADMIN_URL, ATLAS_GATEWAY_URL };
  const { DATABASE_URL, ATLAS_SERVERS_DATABASE_URL, ATLAS_AUTH_DATABASE_URL } = installation;
  const passwords = Object.entries({ DATABASE_URL, ATLAS_SERVERS_DATABASE_URL, ATLAS_AUTH_DATABASE_URL }).flatMap(
    ([name, url]): [string, string][] => {
      const password = url === undefined ? "" : logInOf(url).password;
      return password === "" ? [] : [[name, password]];
    },
  );
  return {
    addresses: Object.fromEntries(Object.entries(addresses).map(([name, url]) => [name, url ?? "not set"])),
    signingSecrets: {
      BETTER_AUTH_SECRET: installation.BETTER_AUTH_SECRET ?? "",
      ATLAS_LINK_SECRET: installation.ATLAS_LINK_SECRET ?? "",
    },
    passwords: { ...Object.fromEntries(passwords), REDIS_URL: redisPasswordOf(redisUrl) },
    keys: { ATLAS_LEDGER_SIGNING_KEY: installation.ATLAS_LEDGER_SIGNING_KEY !== undefined },
  };
}

function withoutMissing(settings: Partial<Installation>): Partial<Installation> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
