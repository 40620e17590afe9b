import { randomUUID } from "node:crypto";
import { statfs } from "node:fs/promises";
import { logInOf, takesAnyCertificate, withLogin } from "@atlas/db/database-url";
import { OLDEST_POSTGRES } from "@atlas/db/oldest-postgres";
import { connectRedis } from "@atlas/queue/connect-redis";
import postgres from "postgres";
import type { Installation } from "./installation.ts";

/** Of which `npm start` brings its own, and which Atlas is tried with. */
export const OLDEST_REDIS = 7;
const MAX_SKEW_MS = 2_000;
const MIN_FREE_BYTES = 2 * 1024 ** 3;
const CONNECT_S = 5;

/** Something that was looked at. `fault` keeps an installation from opening, `warning` does not. */
export interface Finding {
  readonly level: "fine" | "warning" | "fault";
  readonly says: string;
}

const fine = (says: string): Finding => ({ level: "fine", says });
const warning = (says: string): Finding => ({ level: "warning", says });
const fault = (says: string): Finding => ({ level: "fault", says });

interface ServerState {
  readonly version: number;
  readonly atMs: number;
  readonly mayMakeRoles: boolean;
  readonly isEncrypted: boolean;
  readonly isOnThisMachine: boolean;
}

/** Looks at the Postgres of the owner: whether it responds, how old it is, what it lets in and what time it has. */
export async function checkPostgres(databaseUrl: string): Promise<readonly Finding[]> {
  const sql = postgres(databaseUrl, { max: 1, connect_timeout: CONNECT_S, onnotice: () => {} });
  try {
    const askedAt = Date.now();
    const [server] = await sql<ServerState[]>`
      SELECT current_setting('server_version_num')::int / 10000 AS version,
        (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "atMs",
        (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS "mayMakeRoles",
        (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS "isEncrypted",
        coalesce(inet_server_addr() << '127.0.0.0/8' OR inet_server_addr() = '::1', true) AS "isOnThisMachine"`;
    if (server === undefined) return [fault("Postgres returned nothing.")];
    const skewMs = Math.round(server.atMs - (askedAt + Date.now()) / 2);
    return [
      server.version < OLDEST_POSTGRES
        ? fault(`Postgres is ${server.version}; Atlas needs ${OLDEST_POSTGRES} or newer.`)
        : fine(`Postgres ${server.version} responds.`),
      ...(server.mayMakeRoles ? [] : [fault("The log-in of DATABASE_URL may not create roles, which migrations do.")]),
      ...((await letsStrangersIn(databaseUrl))
        ? [fault("Postgres takes any password (`trust` in its pg_hba.conf): anyone who reaches it owns the database.")]
        : []),
      ...checkConnection("Postgres", { isPlain: !server.isEncrypted && !server.isOnThisMachine }),
      ...(takesAnyCertificate(databaseUrl)
        ? [
            warning(
              "The sslmode of DATABASE_URL takes any certificate: an attacker in between reads along. Use verify-full.",
            ),
          ]
        : []),
      Math.abs(skewMs) > MAX_SKEW_MS
        ? warning(`This machine's clock is ${skewMs} ms off that of Postgres, which counts. Is NTP on?`)
        : fine("The clocks of this machine and of Postgres agree."),
    ];
  } catch (error) {
    return [fault(`Postgres does not respond: ${messageOf(error)}.`)];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * Whether a password of our own invention opens the owner's log-in. Where the server knows its client by something else, such as a
 * certificate or the socket's owner, no password is asked for and nobody else gets in.
 */
async function letsStrangersIn(databaseUrl: string): Promise<boolean> {
  const wrong = withLogin(databaseUrl, { ...logInOf(databaseUrl), password: randomUUID() });
  const sql = postgres(wrong, { max: 1, connect_timeout: CONNECT_S, onnotice: () => {} });
  try {
    const [{ knownBy } = { knownBy: null }] = await sql<{ knownBy: string | null }[]>`SELECT system_user AS "knownBy"`;
    return knownBy === null;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Looks at Redis: whether it responds, how old it is, and whether it keeps what it was given. */
export async function checkRedis(redisUrl: string): Promise<readonly Finding[]> {
  const errors: Error[] = [];
  const redis = connectRedis(redisUrl, { use: "command", name: "atlas-setup", onError: (error) => errors.push(error) });
  try {
    const info = await redis.info();
    const field = (name: string): string => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim() ?? "";
    const version = field("redis_version");
    return [
      Number.parseInt(version, 10) < OLDEST_REDIS
        ? fault(`Redis is ${version}; Atlas needs ${OLDEST_REDIS} or newer.`)
        : fine(`Redis ${version} responds.`),
      ...(field("maxmemory_policy") === "noeviction"
        ? []
        : [fault(`Redis may throw jobs away (maxmemory-policy ${field("maxmemory_policy")}). Set it to noeviction.`)]),
      ...checkConnection("Redis", { isPlain: isPlainRedis(redisUrl) }),
      ...(field("aof_enabled") === "1" ? [] : [warning("Redis forgets jobs when it crashes: set appendonly yes.")]),
    ];
  } catch (error) {
    return [fault(`Redis does not respond: ${messageOf(errors.at(-1) ?? error)}.`)];
  } finally {
    redis.disconnect();
  }
}

function isPlainRedis(redisUrl: string): boolean {
  const { protocol, hostname } = new URL(redisUrl);
  return protocol !== "rediss:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function checkConnection(server: string, { isPlain }: { readonly isPlain: boolean }): readonly Finding[] {
  if (!isPlain) return [];
  return [
    warning(`${server} is reached without TLS: anybody else on that network reads along (docs/operations.md, TLS).`),
  ];
}

/** Looks at what is no server: room on the disk, the streets of the city, mail. */
export async function checkSurroundings({ ATLAS_CITY_DIR, ATLAS_SMTP_URL }: Installation): Promise<readonly Finding[]> {
  const { bavail, bsize } = await statfs(ATLAS_CITY_DIR ?? ".").catch(() => statfs("."));
  const freeBytes = bavail * bsize;
  return [
    freeBytes < MIN_FREE_BYTES
      ? warning(`Only ${Math.round(freeBytes / 1024 ** 2)} MiB are free on this disk.`)
      : fine(`${Math.round(freeBytes / 1024 ** 3)} GiB are free on this disk.`),
    ...(ATLAS_SMTP_URL === undefined
      ? [warning("ATLAS_SMTP_URL is not set: nobody gets the mails by which people sign up and set a new password.")]
      : []),
  ];
}

/** Without the address, which has a password in it. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message.replaceAll(/\w+:\/\/\S+@/g, "") : String(error);
}
