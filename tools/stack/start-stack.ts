import { join } from "node:path";
import { migrate } from "@atlas/db/migrate";
import { seedDemo } from "@atlas/services/demo/seed-demo";

import { type Addresses, addressesOf } from "./addresses.ts";
import { type App, APPS, buildStaleApps, nextProgram } from "./build-apps.ts";
import { type Child, type ChildSpec, startChild } from "./child.ts";
import { findCityFolder } from "./city-folder.ts";
import { waitUntilHealthy } from "./health.ts";
import { ROOT, type StateDirs } from "./paths.ts";
import { HOST } from "./ports.ts";
import type { ProcessTiers } from "./process-tiers.ts";
import { timed } from "./progress.ts";
import { readSecret } from "./secret.ts";
import { loginsOf } from "./logins.ts";
import { type ServerUrls, startServers } from "./servers.ts";
import type { StackSettings } from "./settings.ts";
import { signIn } from "./sign-in.ts";
import { type StackFile, writeStackFile } from "./stack-file.ts";

/** A little faster than the streets allow, so that somebody who only looks in sees whole trips. */
const DEMO_PACE = "1.5";

/** Which optional parts of the stack to start. */
export interface StackParts {
  readonly withApps: boolean;
  readonly withSimulator: boolean;
}

interface Starting {
  readonly settings: StackSettings;
  readonly dirs: StateDirs;
  readonly tiers: ProcessTiers;
  readonly addresses: Addresses;
  readonly env: NodeJS.ProcessEnv;
  /** For the gateway alone. */
  readonly authUrl: string | undefined;
}

/** Brings everything up in the order of its needs and returns once every part is healthy and the demo accounts are in. */
export async function startStack(
  settings: StackSettings,
  dirs: StateDirs,
  tiers: ProcessTiers,
  parts: StackParts,
): Promise<StackFile> {
  const built = parts.withApps ? buildStaleApps(dirs, (child) => tiers.addPassing(1, child)) : Promise.resolve();
  // The servers' own failure is reported first; this one is awaited below.
  built.catch(() => {});
  const [urls, cityDir] = await Promise.all([startServers(settings, dirs, tiers), findCityFolder(settings, dirs)]);
  const logins = loginsOf(settings, dirs, urls.databaseUrl);
  // Nobody else has the embedded Postgres: no process of a version before is left.
  const isAlone = settings.DATABASE_URL === undefined;
  await timed("database", "migrated", () => migrate(urls.databaseUrl, { logins, isAlone }));
  const demo = await timed("database", "demo data in place", () => seedDemo(urls.databaseUrl));

  const addresses = addressesOf(settings);
  const starting: Starting = {
    settings,
    dirs,
    tiers,
    addresses,
    env: processEnv({
      settings,
      dirs,
      addresses,
      urls: { ...urls, databaseUrl: logins.serversUrl ?? urls.databaseUrl },
      cityDir,
    }),
    authUrl: logins.authUrl,
  };
  const apps = built.then(() => Promise.all(parts.withApps ? APPS.map((app) => startApp(starting, app)) : []));
  apps.catch(() => {});
  await Promise.all([startNode(starting, "gateway", "/readyz"), startNode(starting, "worker", "/healthz")]);
  const { gateway } = addresses;
  const [rider, driver, admin, service] = await Promise.all([
    signIn(addresses, "web", demo.rider),
    signIn(addresses, "driver", demo.driver),
    signIn(addresses, "admin", demo.admin),
    signIn(addresses, "admin", demo.service),
  ]);
  const stack: StackFile = {
    gateway,
    web: addresses.web,
    driver: addresses.driver,
    admin: addresses.admin,
    ...urls,
    accounts: { rider, driver, admin, service },
  };
  await apps;
  writeStackFile(dirs.stackFile, stack);
  if (parts.withSimulator) await startSimulator(starting);
  return stack;
}

interface Surroundings {
  readonly settings: StackSettings;
  readonly dirs: StateDirs;
  readonly addresses: Addresses;
  readonly urls: ServerUrls;
  readonly cityDir: string | undefined;
}

function processEnv({ settings, dirs, addresses, urls, cityDir }: Surroundings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: "production",
    DATABASE_URL: urls.databaseUrl,
    REDIS_URL: urls.redisUrl,
    ATLAS_HOST: "127.0.0.1",
    GATEWAY_PORT: String(settings.GATEWAY_PORT),
    WORKER_PORT: String(settings.WORKER_PORT),
    GATEWAY_METRICS_PORT: String(settings.GATEWAY_METRICS_PORT),
    WEB_URL: addresses.web,
    DRIVER_URL: addresses.driver,
    ADMIN_URL: addresses.admin,
    ATLAS_GATEWAY_URL: addresses.gateway,
    ...(cityDir === undefined ? {} : { ATLAS_CITY_DIR: cityDir }),
    BETTER_AUTH_SECRET: process.env["BETTER_AUTH_SECRET"] ?? readSecret(join(dirs.state, "auth-secret")),
    ATLAS_LINK_SECRET: process.env["ATLAS_LINK_SECRET"] ?? readSecret(join(dirs.state, "link-secret")),
    ATLAS_PAYMENTS_DIR: process.env["ATLAS_PAYMENTS_DIR"] ?? join(dirs.state, "payments"),
    ATLAS_PUSH_KEY: process.env["ATLAS_PUSH_KEY"] ?? readSecret(join(dirs.state, "push-key")),
    ATLAS_MAIL_DIR: process.env["ATLAS_MAIL_DIR"] ?? join(dirs.state, "mail"),
    ATLAS_DEMO: "1",
  };
}

async function start(starting: Starting, level: number, spec: Omit<ChildSpec, "logDir" | "runDir">): Promise<Child> {
  const { dirs, env, tiers } = starting;
  return tiers.add(level, await startChild({ logDir: dirs.logs, runDir: dirs.run, env, ...spec }));
}

async function startNode(starting: Starting, name: "gateway" | "worker", probe: string): Promise<void> {
  const url = starting.addresses[name];
  await timed(name, `healthy at ${url}`, async () => {
    const cwd = join(ROOT, "apps", name);
    const authUrl = name === "gateway" ? starting.authUrl : undefined;
    const env = { ...starting.env, ATLAS_AUTH_DATABASE_URL: authUrl };
    const child = await start(starting, 2, {
      name,
      env,
      command: process.execPath,
      args: [join("src", "main.ts")],
      cwd,
    });
    await waitUntilHealthy(child, `${url}${probe}`);
  });
}

async function startApp(starting: Starting, app: App): Promise<void> {
  const url = starting.addresses[app];
  await timed(app, `healthy at ${url}`, async () => {
    const { port } = new URL(url);
    const args = [nextProgram(app), "start", "-H", HOST, "-p", port];
    const cwd = join(ROOT, "apps", app);
    await waitUntilHealthy(await start(starting, 3, { name: app, command: process.execPath, args, cwd }), url);
  });
}

async function startSimulator(starting: Starting): Promise<void> {
  const { settings, dirs } = starting;
  const size = ["--drivers", String(settings.ATLAS_DEMO_DRIVERS), "--riders", String(settings.ATLAS_DEMO_RIDERS)];
  const subject = `${settings.ATLAS_DEMO_DRIVERS} drivers and ${settings.ATLAS_DEMO_RIDERS} riders are running`;
  await timed("simulator", subject, () =>
    start(starting, 4, {
      name: "simulator",
      command: process.execPath,
      args: [join("src", "main.ts"), "--fleet", "demo", "--pace", DEMO_PACE, ...size, "--stack", dirs.stackFile],
      cwd: join(ROOT, "apps", "simulator"),
    }),
  );
}
