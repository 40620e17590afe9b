import { connectRedis } from "./connect-redis.ts";

/**
 * Whether the Redis of a URL serves a client that names neither user nor password: what an attacker on its network tries first.
 * False also while it is unreachable, which other checks notice.
 */
export async function letsAnybodyIn(redisUrl: string): Promise<boolean> {
  const stranger = new URL(redisUrl);
  stranger.username = "";
  stranger.password = "";
  for (const name of ["username", "password"]) stranger.searchParams.delete(name);
  const redis = connectRedis(stranger.toString(), { use: "command", name: "atlas-stranger", onError: () => {} });
  try {
    return (await redis.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

/** The password that a URL of Redis has, in either place where it may stand; null without one. */
export function redisPasswordOf(redisUrl: string): string | null {
  const url = new URL(redisUrl);
  return decodeURIComponent(url.password) || url.searchParams.get("password");
}
