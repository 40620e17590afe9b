import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Redis } from "ioredis";

const REQUESTS = 1_000_000;
const MEMBERS = 100_000;
const PIPELINE = 64;
const KEY = "bench:raw-geoadd";

/**
 * The raw limit of this Redis: GEOADD of 100,000 moving members, 50 connections, pipelines of 64, a second. By
 * redis-benchmark where it lies beside the server, else by pipelines of ioredis (slower, so a milder limit).
 */
export async function rawGeoadd(redisUrl: string): Promise<{ perSecond: number; tool: string }> {
  const redis = new Redis(redisUrl);
  try {
    const benchmark = await findBenchmark(redis);
    const before = await redisCpuS(redis);
    const perSecond = benchmark === null ? await byPipelines(redis) : await byBenchmark(redisUrl, benchmark);
    const requests = benchmark === null ? REQUESTS / 4 : REQUESTS;
    const cpuUs = (((await redisCpuS(redis)) - before) / requests) * 1e6;
    console.log(`  raw GEOADD: ${Math.round(perSecond)}/s; CPU of Redis each: ${cpuUs.toFixed(1)} µs`);
    return { perSecond, tool: benchmark === null ? "ioredis pipelines" : "redis-benchmark" };
  } finally {
    await redis.unlink(KEY);
    redis.disconnect();
  }
}

/** CPU seconds that Redis' one thread has used so far. */
export async function redisCpuS(redis: Redis): Promise<number> {
  const info = await redis.info("cpu");
  const used = [...info.matchAll(/^used_cpu_(?:user|sys)_main_thread:([\d.]+)/gm)];
  return used.reduce((sum, [, value]) => sum + Number(value), 0);
}

interface Binary {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
}

async function findBenchmark(redis: Redis): Promise<Binary | null> {
  const info = await redis.info("server");
  const field = (name: string): string => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim() ?? "";
  const path = join(dirname(field("executable")), "redis-benchmark");
  const places = [path, ...(process.env["PATH"] ?? "").split(":").map((dir) => join(dir, "redis-benchmark"))];
  const found = places.find((place) => existsSync(place));
  return found === undefined ? null : { path: found, env: { ...process.env, ...librariesOf(field("process_id")) } };
}

/** A Redis unpacked without root finds its libraries by a path that its tools need as well. */
function librariesOf(pid: string): NodeJS.ProcessEnv {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    const path = entries.find((entry) => entry.startsWith("LD_LIBRARY_PATH="));
    return path === undefined ? {} : { LD_LIBRARY_PATH: path.slice("LD_LIBRARY_PATH=".length) };
  } catch {
    // Another system, or another user's process: the tool then needs no such path.
    return {};
  }
}

async function byBenchmark(redisUrl: string, { path, env }: Binary): Promise<number> {
  const { hostname, port } = new URL(redisUrl);
  // Each placeholder is another number below -r: coordinates anywhere in one square degree, so every write moves a member.
  const coordinate = "__rand_int__e-5";
  const options = ["-h", hostname, "-p", port, "-n", String(REQUESTS), "-r", String(MEMBERS), "-P", String(PIPELINE)];
  const command = ["GEOADD", KEY, coordinate, coordinate, "driver:__rand_int__"];
  const child = spawn(path, [...options, "--csv", ...command], { env, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  for await (const chunk of child.stdout) out += String(chunk);
  const perSecond = Number(/^"GEOADD[^"]*","([\d.]+)"/m.exec(out)?.[1]);
  if (!(perSecond > 0)) throw new Error(`redis-benchmark said nothing of use: ${out}`);
  return perSecond;
}

async function byPipelines(redis: Redis): Promise<number> {
  const startedMs = performance.now();
  let left = REQUESTS / 4;
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      while (left > 0) {
        left -= PIPELINE;
        const pipeline = redis.pipeline();
        for (let n = 0; n < PIPELINE; n += 1) {
          pipeline.geoadd(KEY, Math.random(), Math.random(), `driver:${Math.floor(Math.random() * MEMBERS)}`);
        }
        await pipeline.exec();
      }
    }),
  );
  return (REQUESTS / 4 / (performance.now() - startedMs)) * 1_000;
}
