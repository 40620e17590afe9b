import type { StateDirs } from "./paths.ts";
import { findFreePort } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import type { ProcessTiers } from "./process-tiers.ts";
import { startRedis } from "./redis.ts";

/**
 * Starts throw-away servers on free ports and returns the variables by which tests find them. Durable ones write to the
 * disk as those of a real stack do.
 */
export async function startTestServers(
  dirs: StateDirs,
  tiers: ProcessTiers,
  { isDurable } = { isDurable: false },
): Promise<NodeJS.ProcessEnv> {
  const [postgresPort, redisPort] = [await findFreePort(), await findFreePort()];
  const places = { logDir: dirs.logs, runDir: dirs.run, isDurable };
  const [database, redis] = await Promise.all([
    startPostgres({ ...places, dir: dirs.postgres, port: postgresPort }),
    startRedis({ ...places, dir: dirs.redis, port: redisPort }),
  ]);
  await tiers.add(0, database.child);
  await tiers.add(0, redis.child);
  return { ATLAS_TEST_DATABASE_URL: database.url, ATLAS_TEST_REDIS_URL: redis.url };
}
