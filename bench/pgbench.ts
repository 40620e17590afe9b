import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";

const run = promisify(execFile);

/** Branches of the TPC-B schema: as many as clients, so that the load is disk and rows, not one hot branch. */
const SCALE = 32;
const CLIENTS = [1, 8, 16, 32];

/** The raw limit: TPC-B-like transactions on this server, at the best of several client counts. */
export interface TpcB extends AsyncDisposable {
  readonly clients: number;
  /** `pgbench`, or `postgres.js` where that binary is missing. */
  readonly by: string;
  /** Transactions a second over the next so many seconds. */
  readonly sample: (seconds: number) => Promise<number>;
}

type Sampler = (clients: number, seconds: number) => Promise<number>;

/** Makes the schema and finds the best client count. */
export async function openTpcB(serverUrl: string, secondsEach: number): Promise<TpcB> {
  const name = `atlas_pgbench_${process.pid}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} });
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await server`CREATE DATABASE ${server(name)}`;
  const binary = findPgbench();
  const sampler = binary === null ? await openByDriver(url.toString()) : await openByBinary(binary, url.toString());
  let best = { clients: 0, tps: 0 };
  for (const clients of CLIENTS) {
    const tps = await sampler(clients, secondsEach);
    if (tps > best.tps) best = { clients, tps };
  }
  return {
    clients: best.clients,
    by: binary === null ? "postgres.js" : "pgbench",
    sample: (seconds) => sampler(best.clients, seconds),
    async [Symbol.asyncDispose]() {
      await server`DROP DATABASE IF EXISTS ${server(name)} WITH (FORCE)`;
      await server.end();
    },
  };
}

function findPgbench(): string | null {
  const root = "/usr/lib/postgresql";
  const installed = existsSync(root) ? readdirSync(root).map((version) => join(root, version, "bin/pgbench")) : [];
  return (
    [...installed, "/opt/homebrew/bin/pgbench", "/usr/bin/pgbench", "/usr/local/bin/pgbench"].find(existsSync) ?? null
  );
}

async function openByBinary(binary: string, url: string): Promise<Sampler> {
  await run(binary, ["-i", "-q", "-s", String(SCALE), url]);
  return async (clients, seconds) => {
    const threads = String(Math.min(clients, 2));
    const { stdout } = await run(binary, ["-n", "-c", String(clients), "-j", threads, "-T", String(seconds), url]);
    const tps = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    if (!Number.isFinite(tps)) throw new Error(`pgbench printed: ${stdout}`);
    return tps;
  };
}

/** The same script through our own driver, set up with plain SQL. */
async function openByDriver(url: string): Promise<Sampler> {
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
  return async (clients, seconds) => {
    const sql = postgres(url, { max: clients, onnotice: () => {} });
    const started = performance.now();
    let done = 0;
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (; performance.now() < started + seconds * 1_000; done += 1) await transact(sql);
      }),
    );
    const tps = done / ((performance.now() - started) / 1_000);
    await sql.end();
    return tps;
  };
}

async function transact(sql: postgres.Sql): Promise<void> {
  const below = (limit: number): number => Math.floor(Math.random() * limit);
  const [aid, tid, bid, delta] = [
    1 + below(SCALE * 100_000),
    1 + below(SCALE * 10),
    1 + below(SCALE),
    below(10_001) - 5_000,
  ];
  await sql.begin(async (tx) => {
    await tx`UPDATE pgbench_accounts SET abalance = abalance + ${delta} WHERE aid = ${aid}`;
    await tx`SELECT abalance FROM pgbench_accounts WHERE aid = ${aid}`;
    await tx`UPDATE pgbench_tellers SET tbalance = tbalance + ${delta} WHERE tid = ${tid}`;
    await tx`UPDATE pgbench_branches SET bbalance = bbalance + ${delta} WHERE bid = ${bid}`;
    await tx`INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (${tid}, ${bid}, ${aid}, ${delta}, now())`;
  });
}
