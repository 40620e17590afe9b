import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";

const run = promisify(execFile);

/** Branches of the TPC-B schema: more than clients, so that the load is disk and locks of tellers, not one hot branch. */
const SCALE = 50;
const CLIENTS = [1, 8, 16, 32, 64];

export interface TpcB {
  readonly tps: number;
  readonly clients: number;
  /** `pgbench`, or `postgres.js` where that binary is missing. */
  readonly by: string;
}

/** The raw limit: TPC-B-like transactions a second on this server, at the best of several client counts. */
export async function bestTpcB(serverUrl: string, secondsEach: number): Promise<TpcB> {
  const name = `atlas_pgbench_${process.pid}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} });
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  try {
    await server`CREATE DATABASE ${server(name)}`;
    const binary = findPgbench();
    return binary === null
      ? await bestByDriver(url.toString(), secondsEach)
      : await bestByBinary(binary, url.toString(), secondsEach);
  } finally {
    await server`DROP DATABASE IF EXISTS ${server(name)} WITH (FORCE)`;
    await server.end();
  }
}

function findPgbench(): string | null {
  const root = "/usr/lib/postgresql";
  const installed = existsSync(root) ? readdirSync(root).map((version) => join(root, version, "bin/pgbench")) : [];
  return (
    [...installed, "/opt/homebrew/bin/pgbench", "/usr/bin/pgbench", "/usr/local/bin/pgbench"].find(existsSync) ?? null
  );
}

async function bestByBinary(binary: string, url: string, secondsEach: number): Promise<TpcB> {
  await run(binary, ["-i", "-q", "-s", String(SCALE), url]);
  let best: TpcB = { tps: 0, clients: 0, by: "pgbench" };
  for (const clients of CLIENTS) {
    const threads = String(Math.min(clients, 2));
    const { stdout } = await run(binary, ["-n", "-c", String(clients), "-j", threads, "-T", String(secondsEach), url]);
    const tps = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    if (!Number.isFinite(tps)) throw new Error(`pgbench answered: ${stdout}`);
    if (tps > best.tps) best = { tps, clients, by: "pgbench" };
  }
  return best;
}

/** The same script through our own driver, set up with plain SQL. */
async function bestByDriver(url: string, secondsEach: number): Promise<TpcB> {
  const setup = postgres(url, { max: 1, onnotice: () => {} });
  await setup.unsafe(`
    CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88)) WITH (fillfactor = 100);
    CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84));
    CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84));
    CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
    INSERT INTO pgbench_branches SELECT n, 0, '' FROM generate_series(1, ${SCALE}) n;
    INSERT INTO pgbench_tellers SELECT n, (n - 1) / 10 + 1, 0, '' FROM generate_series(1, ${SCALE * 10}) n;
    INSERT INTO pgbench_accounts SELECT n, (n - 1) / 100000 + 1, 0, '' FROM generate_series(1, ${SCALE * 100_000}) n;
    ANALYZE;`);
  await setup.end();
  let best: TpcB = { tps: 0, clients: 0, by: "postgres.js" };
  for (const clients of CLIENTS) {
    const sql = postgres(url, { max: clients, onnotice: () => {} });
    const until = performance.now() + secondsEach * 1_000;
    let done = 0;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: clients }, async () => {
        while (performance.now() < until) {
          const aid = 1 + Math.floor(Math.random() * SCALE * 100_000);
          const tid = 1 + Math.floor(Math.random() * SCALE * 10);
          const bid = 1 + Math.floor(Math.random() * SCALE);
          const delta = Math.floor(Math.random() * 10_001) - 5_000;
          await sql.begin(async (tx) => {
            await tx`UPDATE pgbench_accounts SET abalance = abalance + ${delta} WHERE aid = ${aid}`;
            await tx`SELECT abalance FROM pgbench_accounts WHERE aid = ${aid}`;
            await tx`UPDATE pgbench_tellers SET tbalance = tbalance + ${delta} WHERE tid = ${tid}`;
            await tx`UPDATE pgbench_branches SET bbalance = bbalance + ${delta} WHERE bid = ${bid}`;
            await tx`INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (${tid}, ${bid}, ${aid}, ${delta}, now())`;
          });
          done += 1;
        }
      }),
    );
    const tps = done / ((performance.now() - started) / 1_000);
    await sql.end();
    if (tps > best.tps) best = { tps, clients, by: "postgres.js" };
  }
  return best;
}
