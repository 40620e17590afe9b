import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { withDatabase, withLogin } from "@atlas/db/database-url";
import { runSetup, type SetupOptions } from "@atlas/setup/run-setup";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { ROOT } from "@atlas/stack/paths";
import { sql } from "drizzle-orm";
import { startGuardedRedis } from "./guarded-redis-fixture.ts";

export interface SetupRun {
  readonly isDone: boolean;
  readonly said: string;
  /** Of the link that was printed. */
  readonly token: string | null;
}

/** A host on which nothing has been set up: an empty Postgres, a Redis with a password, and an empty folder. */
export interface EmptyHost extends AsyncDisposable {
  readonly envFile: string;
  /** What an operator with servers of their own has in the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the database's owner: for what a test arranges and looks at. */
  readonly db: Database;
  /** The command, in a process of its own. */
  readonly command: (args: readonly string[]) => Promise<SetupRun>;
  /** `npm run operator`, with what setup has made. */
  readonly operator: (args: readonly string[]) => Promise<SetupRun>;
  /** What the command does, in this process. */
  readonly setUp: (said?: Partial<SetupOptions>, env?: Readonly<Record<string, string>>) => Promise<SetupRun>;
}

const DOMAIN = "atlas.example.com";
const UNSAID = { city: {}, ownerEmail: undefined, ownerName: undefined };

export async function openEmptyHost(): Promise<EmptyHost> {
  await using opened = new AsyncDisposableStack();
  const serverUrl = process.env["ATLAS_TEST_DATABASE_URL"] ?? "";
  const server = opened.adopt(connect(serverUrl, { applicationName: "setup-test", role: null, max: 1 }), disconnect);
  const id = randomBytes(5).toString("hex");
  await server.execute(sql.raw(`CREATE DATABASE atlas_setup_${id}`));
  opened.defer(async () => {
    await server.execute(sql.raw(`DROP DATABASE atlas_setup_${id} WITH (FORCE)`));
    for (const role of ["servers", "auth"]) await server.execute(sql.raw(`DROP ROLE IF EXISTS setup_${role}_${id}`));
  });
  const redis = opened.use(await startGuardedRedis());
  const dir = opened.adopt(await mkdtemp(join(tmpdir(), "atlas-setup-")), (folder) => rm(folder, { recursive: true }));
  const databaseUrl = withDatabase(serverUrl, `atlas_setup_${id}`);
  const db = opened.adopt(connect(databaseUrl, { applicationName: "setup-test", role: null, max: 2 }), disconnect);
  const envFile = join(dir, ".env");
  const password = (): string => randomBytes(24).toString("hex");
  const env = {
    DATABASE_URL: databaseUrl,
    ATLAS_SERVERS_DATABASE_URL: withLogin(databaseUrl, { username: `setup_servers_${id}`, password: password() }),
    ATLAS_AUTH_DATABASE_URL: withLogin(databaseUrl, { username: `setup_auth_${id}`, password: password() }),
    REDIS_URL: redis.url,
  };
  const resources = opened.move();
  return {
    envFile,
    env,
    db,
    command: async (args) => runCommand("setup", ["--secrets-file", envFile, "--domain", DOMAIN, ...args], env),
    operator: async (args) => runCommand("operator", args, { ...parseEnv(await readFile(envFile, "utf8")), ...env }),
    setUp: async (options = {}, more = {}) =>
      setUp({ ...UNSAID, envFile, domain: DOMAIN, ...options }, { ...env, ...more }),
    [Symbol.asyncDispose]: async () => resources.disposeAsync(),
  };
}

async function runCommand(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<SetupRun> {
  const child = spawn(process.execPath, [join(ROOT, "tools", "cli", `${name}.ts`), ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await once(child, "close");
  return { isDone: child.exitCode === 0, said, token: tokenIn(said) };
}

async function setUp(options: SetupOptions, env: Readonly<Record<string, string>>): Promise<SetupRun> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const isDone = await runSetup(options, { env, ask: null, say }).catch((error: unknown) => {
    if (!(error instanceof UserFixableError)) throw error;
    say(error.message);
    return false;
  });
  const said = lines.join("\n");
  return { isDone, said, token: tokenIn(said) };
}

function tokenIn(said: string): string | null {
  return /https:\/\/admin\.atlas\.example\.com\/reset-password#token=(\S+)/.exec(said)?.[1] ?? null;
}
