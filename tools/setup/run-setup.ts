import { productionFaults } from "@atlas/core/production/production-faults";
import { SYSTEM } from "@atlas/core/actor";
import type { NewCity } from "@atlas/core/cities/new-city";
import { DomainError } from "@atlas/core/errors";
import { connect, disconnect } from "@atlas/db/connect";
import { migrate } from "@atlas/db/migrate";
import { letsAnybodyIn } from "@atlas/queue/lets-anybody-in";
import { closeDemo } from "@atlas/services/demo/close-demo";
import { DatabaseClock } from "@atlas/services/clock/database-clock";
import { LinkTokens } from "@atlas/services/identity/link-tokens";
import { readOperators } from "@atlas/services/identity/invite-operator";
import type { WorkContext } from "@atlas/services/messaging/in-transaction";
import { workByCommand } from "@atlas/services/messaging/work-by-command";
import { findAtServers } from "@atlas/services/production/require-fitness";
import { adoptCity, placeCity } from "@atlas/services/cities/opening/create-city";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { v7 as uuidv7 } from "uuid";
import { addOperator, linkLines } from "./add-operator.ts";
import type { Ask } from "./ask.ts";
import { checkPostgres, checkRedis, checkSurroundings, type Finding } from "./check-servers.ts";
import { addToEnvFile, type EnvEntry, readEnvFile } from "./env-file.ts";
import { type Installation, productionSettingsOf, readInstallation } from "./installation.ts";
import { type CityFlags, readCity } from "./read-city.ts";
import { drawSecrets } from "./secrets.ts";

const CITY_REASON = "opened by npm run setup";

export interface SetupOptions {
  /** Where secrets go that are not set; null keeps them where they are, such as in a container. */
  readonly envFile: string | null;
  readonly domain: string | undefined;
  readonly city: CityFlags;
  readonly ownerEmail: string | undefined;
  readonly ownerName: string | undefined;
}

export interface SetupSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ask: Ask | null;
  readonly say: (line: string) => void;
}

/**
 * Makes a production: its secrets, then, once there are servers, its schema, its city and its first operator. Safe to run again: what
 * is there stays. Returns whether it is complete.
 * @throws UserFixableError with everything that is wrong
 */
export async function runSetup(options: SetupOptions, { env, ask, say }: SetupSurroundings): Promise<boolean> {
  const file = options.envFile === null ? {} : await settleEnvFile(options, { env, ask, say });
  const installation = readInstallation(env, file);
  if (installation.ATLAS_DEMO === "1") {
    throw new UserFixableError(
      "ATLAS_DEMO is 1: that is a demo, which needs no more of setup than its secrets. Take it out to set up a production; the demo's accounts are closed then.",
    );
  }
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = installation;
  if (databaseUrl === undefined || redisUrl === undefined) {
    say("");
    say("The secrets are made. Now start the servers and let setup go on beside them:");
    say("  docker compose up -d postgres redis");
    say("  docker compose run --rm setup");
    say(
      "Or, with servers of your own, set DATABASE_URL and REDIS_URL and run the same command again (docs/operations.md).",
    );
    return false;
  }
  const servers = { databaseUrl, redisUrl };
  report(say, [
    ...(await checkPostgres(databaseUrl)),
    ...(await checkRedis(redisUrl)),
    ...(await checkSurroundings(installation)),
  ]);
  await settleDatabase(installation, servers, say);
  const db = connect(databaseUrl, { applicationName: "atlas-setup", role: null, max: 2 });
  try {
    using clock = await DatabaseClock.open({ db });
    const links = new LinkTokens(installation.ATLAS_LINK_SECRET ?? "");
    const ctx = { ...workByCommand({ db, clock: clock.now, newId: () => uuidv7() }), links };
    const cityId = await settleCity(ctx, { options, installation, ask, say });
    await settleOperators(ctx, { options, installation, ask, say, cityId });
  } finally {
    await disconnect(db);
  }
  return true;
}

type Settling = Pick<SetupSurroundings, "ask" | "say"> & {
  readonly options: SetupOptions;
  readonly installation: Installation;
};

interface SetupContext extends WorkContext {
  readonly links: LinkTokens;
}

async function settleEnvFile(
  { envFile, domain }: SetupOptions,
  { env, ask, say }: SetupSurroundings,
): Promise<Readonly<Record<string, string>>> {
  if (envFile === null) return {};
  const before = readEnvFile(envFile);
  const entries: EnvEntry[] = [];
  const hasAddresses = before["ATLAS_DOMAIN"] !== undefined || (env["WEB_URL"] ?? "") !== "";
  const asked =
    domain ?? (hasAddresses ? undefined : await ask?.("The domain; driver., admin. and api. below it lead here, too"));
  if (asked === undefined && !hasAddresses)
    throw new UserFixableError("Say --domain: the name under which people reach this installation.");
  if (asked !== undefined) {
    if (!/^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(asked))
      throw new UserFixableError(`${asked} is no domain such as atlas.example.com.`);
    if (before["ATLAS_DOMAIN"] !== undefined && before["ATLAS_DOMAIN"] !== asked) {
      throw new UserFixableError(
        `${envFile} says ATLAS_DOMAIN=${before["ATLAS_DOMAIN"]}. Change it there, if it is to be ${asked}.`,
      );
    }
    entries.push({
      name: "ATLAS_DOMAIN",
      value: asked,
      comment: "driver., admin. and api. below it lead to the same host.",
    });
  }
  // What the environment has is somebody else's to keep.
  entries.push(...drawSecrets().filter(({ name }) => (env[name] ?? "") === ""));
  const added = addToEnvFile(envFile, entries);
  say(
    added.length === 0
      ? `${envFile} has every secret.`
      : `${envFile} got ${added.join(", ")}. Keep a copy of it in a safe place.`,
  );
  return readEnvFile(envFile);
}

function report(say: (line: string) => void, findings: readonly Finding[]): void {
  const marks = { fine: "ok  ", warning: "note", fault: "NO  " } as const;
  for (const { level, says } of findings) say(`${marks[level]}  ${says}`);
  const faults = findings.filter(({ level }) => level === "fault");
  if (faults.length > 0)
    throw new UserFixableError(
      `Nothing was changed. Mend ${faults.length === 1 ? "this" : "these"} first:\n${listOf(faults.map(({ says }) => says))}`,
    );
}

async function settleDatabase(
  installation: Installation,
  { databaseUrl, redisUrl }: { readonly databaseUrl: string; readonly redisUrl: string },
  say: (line: string) => void,
): Promise<void> {
  const settings = productionSettingsOf(installation, redisUrl);
  const beforehand = { openDemoAccounts: 0, redisLetsAnybodyIn: await letsAnybodyIn(redisUrl) };
  const faults = productionFaults(settings, beforehand);
  if (faults.length > 0) throw new UserFixableError(`Nothing was changed. This would not be safe:\n${listOf(faults)}`);
  const { ATLAS_SERVERS_DATABASE_URL: serversUrl, ATLAS_AUTH_DATABASE_URL: authUrl } = installation;
  await migrate(databaseUrl, { logins: { serversUrl, authUrl } });
  say("ok    The database has the newest schema.");
  const closed = await closeDemo(databaseUrl);
  if (closed > 0) say(`ok    ${closed} accounts of the demo that was here are closed.`);
  const found = await findAtServers({ databaseUrl, redisLetsAnybodyIn: async () => beforehand.redisLetsAnybodyIn });
  if (found.openDemoAccounts > 0) throw new UserFixableError("Accounts of the demo could not be closed.");
}

async function settleCity(ctx: SetupContext, { options, installation, ask, say }: Settling): Promise<string> {
  const known = await ctx.db.query.cities.findMany();
  const own = known.filter(({ isDemo }) => !isDemo);
  const isNamed = options.city.file !== undefined || options.city.id !== undefined;
  const first = own[0];
  if (first !== undefined && !isNamed) {
    say(`ok    ${own.map(({ name }) => name).join(", ")}: there already.`);
    return first.id;
  }
  const city = await readCity(options.city, installation.ATLAS_CITY_DIR, ask);
  if (city === null)
    throw new UserFixableError("Say which city to open: --city FILE, or --city-id with what the message asks for.");
  const same = known.find(({ id }) => id === city.cityId);
  if (same !== undefined) {
    if (same.isDemo)
      await ctx.db.transaction(async (tx) => adoptCity(tx, { cityId: same.id, by: SYSTEM, reason: CITY_REASON }));
    say(
      `ok    ${same.name} is there already${same.isDemo ? ", from the demo, and is the installation's own now" : ""}; its tariffs and rules stay.`,
    );
    return same.id;
  }
  await placeNew(ctx, city);
  say(`ok    ${city.name} is open (${city.cityId}).`);
  return city.cityId;
}

async function placeNew(ctx: SetupContext, city: NewCity): Promise<void> {
  try {
    await ctx.db.transaction(async (tx) => placeCity(tx, ctx, city, { by: SYSTEM, reason: CITY_REASON }));
  } catch (cause) {
    if (cause instanceof DomainError)
      throw new UserFixableError(`${city.name} cannot be opened. ${cause.message}`, { cause });
    throw cause;
  }
}

async function settleOperators(
  ctx: SetupContext,
  { options, installation, ask, say, cityId }: Settling & { readonly cityId: string },
): Promise<void> {
  const { hasOneWithPassword, invitedEmail } = await readOperators(ctx.db);
  if (hasOneWithPassword) {
    say("ok    An operator is there. `npm run operator -- add ADDRESS` makes another one.");
    return;
  }
  const given = options.ownerEmail ?? invitedEmail ?? (await ask?.("The e-mail address of the first operator"));
  if (given === undefined) throw new UserFixableError("Say --owner: the e-mail address of the first operator.");
  const asked = { email: given, name: options.ownerName, cityId, reason: "first operator, by npm run setup" };
  const added = await addOperator(ctx, { ...asked, roles: ["owner"], cityRoles: {}, isMailed: false });
  say("");
  for (const line of linkLines(added, installation.ADMIN_URL ?? "")) say(line);
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}`).join("\n");
}
