import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";

import { type Child, logTail, startChild } from "./child.ts";
import { UserFixableError } from "./user-fixable-error.ts";
import { poll } from "./poll.ts";
import { HOST } from "./ports.ts";
import { findPostgresBinaries, type PostgresBinaries } from "./postgres-binaries.ts";
import { isReachableByOthers, makeFolderFor, type ServerUser, serverUser } from "./server-user.ts";

const SUPERUSER = "atlas";
const DATABASE = "atlas";

export interface PostgresOptions {
  /** Holds the cluster and its password; made when missing. */
  readonly dir: string;
  readonly logDir: string;
  readonly runDir: string;
  readonly port: number;
  /** False trades safety against a power cut for speed: for throw-away test clusters. */
  readonly isDurable: boolean;
}

/** A running embedded Postgres. */
export interface PostgresServer {
  /** Superuser address of the `atlas` database. */
  readonly url: string;
  readonly child: Child;
}

/** Starts the embedded Postgres on 127.0.0.1 and returns once it accepts queries. Only its password lets anyone in. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const user = serverUser();
  const home = settleHome(options.dir, user);
  const binaries = findPostgresBinaries(user, home);
  const password = readPassword(home, user);
  const cluster = join(home, "cluster");
  createCluster(binaries, { home, cluster, user });
  const child = await startChild({
    name: "postgres",
    command: binaries.postgres,
    args: ["-D", cluster, "-p", String(options.port), ...serverFlags(options.isDurable)],
    logDir: options.logDir,
    runDir: options.runDir,
    cwd: home,
    user,
    // "Fast shutdown": ends sessions, writes a checkpoint.
    stopSignal: "SIGINT",
    stopDeadlineMs: 20_000,
  });
  const address = (database: string): string =>
    `postgres://${SUPERUSER}:${password}@${HOST}:${options.port}/${database}`;
  await waitUntilAccepting(address("postgres"), child);
  await createDatabase(address("postgres"));
  return { url: address(DATABASE), child };
}

// Root keeps the cluster under `nobody`. Where that user cannot go, it lies outside and a link stands in its place.
function settleHome(dir: string, user: ServerUser | undefined): string {
  mkdirSync(join(dir, ".."), { recursive: true });
  if (user === undefined || isReachableByOthers(join(dir, ".."))) {
    makeFolderFor(user, dir);
    return dir;
  }
  const home = `/var/lib/atlas-${createHash("sha256").update(dir).digest("hex").slice(0, 12)}`;
  makeFolderFor(user, home);
  if (!existsSync(dir)) {
    rmSync(dir, { force: true });
    symlinkSync(home, dir);
  }
  return home;
}

function readPassword(home: string, user: ServerUser | undefined): string {
  const file = join(home, "password");
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
    if (user !== undefined) chownSync(file, user.uid, user.gid);
  }
  return readFileSync(file, "utf8");
}

interface ClusterPlace {
  readonly home: string;
  readonly cluster: string;
  readonly user: ServerUser | undefined;
}

function createCluster(binaries: PostgresBinaries, { home, cluster, user }: ClusterPlace): void {
  const versionFile = join(cluster, "PG_VERSION");
  if (existsSync(versionFile)) {
    const major = Number.parseInt(readFileSync(versionFile, "utf8"), 10);
    if (major === binaries.majorVersion) return;
    throw new UserFixableError(
      `The data in ${cluster} belong to Postgres ${major}, and Atlas now brings ${binaries.majorVersion}. ` +
        `Move that folder away to begin anew, or set DATABASE_URL to a Postgres ${major} that serves it.`,
    );
  }
  rmSync(cluster, { recursive: true, force: true });
  const args = ["-D", cluster, "-U", SUPERUSER, "--auth=scram-sha-256", `--pwfile=${join(home, "password")}`];
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  try {
    execFileSync(binaries.initdb, [...args, ...locale], { cwd: home, stdio: ["ignore", "ignore", "pipe"], ...user });
  } catch (cause) {
    rmSync(cluster, { recursive: true, force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserFixableError(`The embedded Postgres could not make its data folder.\n${reason}`, { cause });
  }
  chmodSync(cluster, 0o700);
}

function serverFlags(isDurable: boolean): string[] {
  const settings = [
    `listen_addresses=${HOST}`,
    // TCP only: the path of a socket may be longer than systems allow.
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=256MB",
    "max_wal_size=2GB",
    "log_min_messages=warning",
    // When a row was committed, by the server's own clock: what the oracle of the faults goes by.
    "track_commit_timestamp=on",
    ...(isDurable
      ? []
      : ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_senders=0", "wal_level=minimal"]),
  ];
  return settings.flatMap((setting) => ["-c", setting]);
}

async function waitUntilAccepting(url: string, child: Child): Promise<void> {
  const isUp = await poll(() => acceptsQueries(url), { timeoutMs: 60_000, everyMs: 25, signal: child.gone });
  if (isUp === true) return;
  await child.stop();
  throw new UserFixableError(`Postgres did not come up. The end of ${child.logFile}:\n${logTail(child.logFile)}`);
}

/** True when a query succeeds; undefined otherwise, to be polled. */
export async function acceptsQueries(url: string): Promise<true | undefined> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return undefined;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function createDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const found = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (found.length === 0) await sql`create database ${sql(DATABASE)}`;
  } finally {
    await sql.end({ timeout: 2 });
  }
}
