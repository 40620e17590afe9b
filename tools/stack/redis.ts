import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { REDIS_USER, redisUserRules } from "@atlas/queue/redis-user";

import { type Child, logTail, startChild } from "./child.ts";
import { UserFixableError } from "./user-fixable-error.ts";
import { CACHE_DIR } from "./paths.ts";
import { poll } from "./poll.ts";
import { HOST } from "./ports.ts";
import { findRedis } from "./redis-binary.ts";

export interface RedisOptions {
  readonly dir: string;
  readonly logDir: string;
  readonly runDir: string;
  readonly port: number;
  /** False keeps nothing on disk: for tests. */
  readonly isDurable: boolean;
  /** What clients have to know; anybody of this machine gets in without one. */
  readonly password?: string;
  /** What its configuration says besides, such as `maxmemory`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A running Redis. */
export interface RedisServer {
  readonly url: string;
  readonly child: Child;
}

/** Starts a Redis on 127.0.0.1 that evicts nothing and appends every second, and returns once it responds to PING. */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const binary = findRedis(CACHE_DIR);
  mkdirSync(options.dir, { recursive: true });
  const settings = {
    bind: HOST,
    port: String(options.port),
    dir: options.dir,
    save: "",
    appendonly: options.isDurable ? "yes" : "no",
    appendfsync: "everysec",
    // Pings overwrite themselves for ever: at the default of 64 MB the log would be rewritten every few seconds under load.
    "auto-aof-rewrite-min-size": "512mb",
    "maxmemory-policy": "noeviction",
    daemonize: "no",
    ...options.settings,
    ...(options.password === undefined ? {} : { aclfile: writeUsers(options.dir, options.password) }),
  };
  const child = await startChild({
    name: "redis",
    command: binary.command,
    argv0: binary.argv0,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: binary.env,
    logDir: options.logDir,
    runDir: options.runDir,
  });
  const probe = async (): Promise<true | undefined> => ((await pings(options.port)) ? true : undefined);
  if ((await poll(probe, { timeoutMs: 60_000, everyMs: 25, signal: child.gone })) === undefined) {
    await child.stop();
    throw new UserFixableError(`Redis did not come up. The end of ${child.logFile}:\n${logTail(child.logFile)}`);
  }
  const login = options.password === undefined ? "" : `${REDIS_USER}:${encodeURIComponent(options.password)}@`;
  return { url: `redis://${login}${HOST}:${options.port}`, child };
}

/** The one user that it lets in, in a file: an argument could be read in the list of processes. */
function writeUsers(dir: string, password: string): string {
  const file = join(dir, "users.acl");
  const rules = redisUserRules(process.env["ATLAS_QUEUE_PREFIX"] || undefined);
  writeFileSync(file, `user default off\nuser ${REDIS_USER} on >${password} ${rules}\n`, { mode: 0o600 });
  return file;
}

// While it loads its data it accepts connections and returns -LOADING.
async function pings(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: HOST, timeout: 2_000 });
    const end = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (reply) => end(/^(?:\+PONG|-NOAUTH)/.test(reply.toString())));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });
}
