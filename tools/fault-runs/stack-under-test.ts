import { randomInt } from "node:crypto";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";

import { type Child, startChild } from "@atlas/stack/child";
import { waitUntilHealthy } from "@atlas/stack/health";
import { ROOT, type StateDirs } from "@atlas/stack/paths";
import { poll } from "@atlas/stack/poll";
import { HOST, isPortFree } from "@atlas/stack/ports";
import { acceptsQueries, type PostgresServer, startPostgres } from "@atlas/stack/postgres";
import { type RedisServer, startRedis } from "@atlas/stack/redis";
import { signalTree } from "./process-tree.ts";

export type AppName = "gateway-1" | "gateway-2" | "worker-1" | "worker-2" | "worker-3";
export type ServerName = "postgres" | "redis";

/** How long a process that was killed is away before it is started anew. */
const RESTART_AFTER_MS = 2_000;

/**
 * A whole Atlas to break: durable servers of its own, a proxy before each, and real gateways and workers behind the
 * proxies. The oracle connects past the proxies.
 */
export class StackUnderTest implements AsyncDisposable {
  readonly #dirs: StateDirs;
  readonly #ports: ReadonlyMap<AppName | ServerName, number>;
  readonly #apps = new Map<AppName, Child>();
  #postgres: PostgresServer;
  #redis: RedisServer;
  readonly postgresProxy: FlakyProxy;
  readonly redisProxy: FlakyProxy;

  private constructor(parts: {
    dirs: StateDirs;
    ports: ReadonlyMap<AppName | ServerName, number>;
    servers: readonly [PostgresServer, RedisServer];
    proxies: readonly [FlakyProxy, FlakyProxy];
  }) {
    this.#dirs = parts.dirs;
    this.#ports = parts.ports;
    [this.#postgres, this.#redis] = parts.servers;
    [this.postgresProxy, this.redisProxy] = parts.proxies;
  }

  /** Starts the servers and their proxies; the database is still empty. */
  static async open(dirs: StateDirs): Promise<StackUnderTest> {
    const ports = new Map<AppName | ServerName, number>();
    for (const name of ["postgres", "redis", "gateway-1", "gateway-2", "worker-1", "worker-2", "worker-3"] as const) {
      ports.set(name, await findLastingPort());
    }
    const servers = await Promise.all([
      startPostgres(serverOptions(dirs, "postgres", ports)),
      startRedis(serverOptions(dirs, "redis", ports)),
    ]);
    const [postgres, redis] = servers;
    const proxies = await Promise.all([FlakyProxy.before(postgres.url), FlakyProxy.before(redis.url)]);
    return new StackUnderTest({ dirs, ports, servers, proxies });
  }

  /** A superuser's address past the proxy. */
  get databaseUrl(): string {
    return this.#postgres.url;
  }

  get gatewayUrls(): readonly string[] {
    return (["gateway-1", "gateway-2"] as const).map((name) => this.#urlOf(name));
  }

  get postgresDir(): string {
    return this.#dirs.postgres;
  }

  /** Starts one process of the product, whose machine's clock is wrong by `clockOffsetMs`, and waits until it is up. */
  async startApp(name: AppName, { clockOffsetMs = 0 } = {}): Promise<void> {
    const app = name.startsWith("gateway") ? "gateway" : "worker";
    const skew = clockOffsetMs === 0 ? [] : ["--import", join(import.meta.dirname, "shift-clock.ts")];
    const child = await startChild({
      name,
      command: process.execPath,
      args: [...skew, join("src", "main.ts")],
      cwd: join(ROOT, "apps", app),
      logDir: this.#dirs.logs,
      runDir: this.#dirs.run,
      env: {
        ...process.env,
        NODE_ENV: "production",
        DATABASE_URL: this.postgresProxy.url,
        REDIS_URL: this.redisProxy.url,
        ATLAS_HOST: HOST,
        GATEWAY_PORT: String(this.#ports.get(name)),
        GATEWAY_METRICS_PORT: "0",
        WORKER_PORT: String(this.#ports.get(name)),
        ATLAS_LINK_SECRET: "a secret that only this run of faults knows",
        BETTER_AUTH_SECRET: "a secret that only this run of faults knows",
        ATLAS_DEMO: "1",
        LOG_LEVEL: "info",
        ATLAS_FAULTS_CLOCK_OFFSET_MS: String(clockOffsetMs),
      },
    });
    this.#apps.set(name, child);
    await waitUntilHealthy(child, `${this.#urlOf(name)}/healthz`);
  }

  #urlOf(name: AppName): string {
    return `http://${HOST}:${this.#ports.get(name)}`;
  }

  #pidOf(name: AppName | ServerName): number {
    if (name === "postgres") return this.#postgres.child.pid;
    if (name === "redis") return this.#redis.child.pid;
    const child = this.#apps.get(name);
    if (child === undefined) throw new Error(`${name} is not running`);
    return child.pid;
  }

  /** SIGKILL; started anew two seconds later. Returns once it is up again. */
  async killAndRestart(name: AppName | ServerName): Promise<void> {
    signalTree(this.#pidOf(name), "SIGKILL");
    await delay(RESTART_AFTER_MS);
    await this.restart(name);
  }

  /** Starts what has ended. */
  async restart(name: AppName | ServerName): Promise<void> {
    if (name === "postgres") this.#postgres = await startPostgres(serverOptions(this.#dirs, "postgres", this.#ports));
    else if (name === "redis") this.#redis = await startRedis(serverOptions(this.#dirs, "redis", this.#ports));
    else await this.startApp(name);
  }

  /** Waits until Postgres accepts queries again, and starts it where the fault has ended it. */
  async ensurePostgres(): Promise<void> {
    const { child, url } = this.#postgres;
    if ((await poll(() => acceptsQueries(url), { timeoutMs: 30_000, signal: child.gone })) === undefined)
      await this.restart("postgres");
  }

  /** SIGSTOP for a while: it neither responds nor closes anything. */
  async freeze(name: AppName | ServerName, forMs: number): Promise<void> {
    const pid = this.#pidOf(name);
    signalTree(pid, "SIGSTOP");
    try {
      await delay(forMs);
    } finally {
      signalTree(pid, "SIGCONT");
    }
  }

  /** One command to Redis, past the proxy. */
  async askRedis(command: string): Promise<string> {
    return await new Promise((resolve, reject) => {
      const socket = createConnection(this.#ports.get("redis") ?? 0, HOST, () => socket.write(`${command}\r\n`));
      socket.once("data", (reply) => {
        socket.destroy();
        resolve(reply.toString());
      });
      socket.once("error", reject);
    });
  }

  async stopApp(name: AppName): Promise<void> {
    await this.#apps.get(name)?.stop();
    this.#apps.delete(name);
  }

  /** Ends the product's processes and leaves the servers, for the oracle. */
  async stopApps(): Promise<void> {
    await Promise.all([...this.#apps.values()].map((child) => child.stop()));
    this.#apps.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopApps();
    await this.postgresProxy[Symbol.asyncDispose]();
    await this.redisProxy[Symbol.asyncDispose]();
    await Promise.all([this.#postgres.child.stop(), this.#redis.child.stop()]);
  }
}

/** A port that is free and stays so until it is used again: below those that systems give to outgoing connections. */
async function findLastingPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isPortFree(port)) return port;
  }
}

function serverOptions(dirs: StateDirs, name: ServerName, ports: ReadonlyMap<AppName | ServerName, number>) {
  const places = { logDir: dirs.logs, runDir: dirs.run, isDurable: true };
  return { ...places, dir: dirs[name], port: ports.get(name) ?? 0 };
}
