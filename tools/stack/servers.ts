import { join } from "node:path";
import postgres from "postgres";

import { UserFixableError } from "./user-fixable-error.ts";
import type { StateDirs } from "./paths.ts";
import { startPostgres } from "./postgres.ts";
import type { ProcessTiers } from "./process-tiers.ts";
import { say, timed } from "./progress.ts";
import { startRedis } from "./redis.ts";
import { readSecret } from "./secret.ts";
import type { StackSettings } from "./settings.ts";

/** The addresses of the two servers that hold all state. */
export interface ServerUrls {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/** Starts the embedded Postgres and Redis, or takes those that DATABASE_URL and REDIS_URL name. */
export async function startServers(settings: StackSettings, dirs: StateDirs, tiers: ProcessTiers): Promise<ServerUrls> {
  const places = { logDir: dirs.logs, runDir: dirs.run, isDurable: true };
  const database = async (): Promise<string> => {
    if (settings.DATABASE_URL !== undefined) return useDatabase(settings.DATABASE_URL);
    const port = settings.ATLAS_POSTGRES_PORT;
    return timed("postgres", `ready on 127.0.0.1:${port}`, async () => {
      const server = await startPostgres({ ...places, dir: dirs.postgres, port });
      await tiers.add(0, server.child);
      return server.url;
    });
  };
  const redis = async (): Promise<string> => {
    if (settings.REDIS_URL !== undefined) {
      say("redis", "the one of REDIS_URL");
      return settings.REDIS_URL;
    }
    const port = settings.ATLAS_REDIS_PORT;
    return timed("redis", `ready on 127.0.0.1:${port}`, async () => {
      const server = await startRedis({
        ...places,
        dir: dirs.redis,
        port,
        password: readSecret(join(dirs.state, "redis-password")),
      });
      await tiers.add(0, server.child);
      return server.url;
    });
  };
  const [databaseUrl, redisUrl] = await Promise.all([database(), redis()]);
  return { databaseUrl, redisUrl };
}

async function useDatabase(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    await sql`select 1`;
    say("postgres", "the one of DATABASE_URL");
    return url;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserFixableError(`The Postgres that DATABASE_URL names does not respond: ${reason}`, { cause });
  } finally {
    await sql.end({ timeout: 1 });
  }
}
