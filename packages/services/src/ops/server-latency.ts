import { sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";

const PATIENCE_MS = 2_000;

/** What the smallest query costs, in seconds, with the wait for a connection; two seconds when there is no reply. */
export interface ServerLatency {
  readonly server: "postgres" | "redis";
  readonly seconds: number;
}

/** Asks Postgres and Redis one small question each. Never rejects. */
export async function serverLatencies(ctx: Pick<ServiceContext, "db" | "redis">): Promise<readonly ServerLatency[]> {
  return await Promise.all([
    timed("postgres", () => ctx.db.execute(sql`SELECT 1`)),
    timed("redis", () => ctx.redis.ping()),
  ]);
}

async function timed(server: ServerLatency["server"], ask: () => PromiseLike<unknown>): Promise<ServerLatency> {
  const startedMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const arrived = Promise.resolve(ask()).then(
    () => true,
    () => false,
  );
  const isMeasured = await Promise.race([arrived, late]);
  clearTimeout(timer);
  return { server, seconds: isMeasured ? (performance.now() - startedMs) / 1_000 : PATIENCE_MS / 1_000 };
}
