import { setTimeout as delay } from "node:timers/promises";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Database, disconnect } from "./connect.ts";
import { copyInto } from "./copy-into.ts";
import { DRIVER } from "./driver.ts";
import { POOL_LIMITS, type PoolUse } from "./pool-limits.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
const opened: Database[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const db of opened.splice(0)) await disconnect(db, 500);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

function open(url: string, use: PoolUse, max?: number): Database {
  const db = connect(url, { applicationName: "connect-test", use, role: null, ...(max === undefined ? {} : { max }) });
  opened.push(db);
  return db;
}

/** Opens every connection of the pool: each is asked while the others are busy. */
async function openAll(db: Database): Promise<void> {
  const { max } = db[DRIVER].options;
  await Promise.all(Array.from({ length: max }, () => db[DRIVER]`SELECT pg_sleep(0.1)`));
}

async function codeOf(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return cause instanceof Error && "code" in cause ? cause.code : cause;
  }
  return "OK";
}

/** Copies what `rows` returns. */
async function copy(db: Database, rows: () => Promise<Buffer>, table = "copied"): Promise<void> {
  const data = async function* (): AsyncGenerator<Buffer> {
    yield await rows();
  };
  await copyInto(db, { table, format: "text" }, data());
}

describe("connections that have gone silent", () => {
  let proxy: FlakyProxy;
  beforeEach(async () => {
    proxy = await FlakyProxy.before(database.url);
  });
  afterEach(async () => {
    await proxy[Symbol.asyncDispose]();
  });

  test("one query finds out, and all idle ones are replaced with it", async () => {
    const db = open(proxy.url, "commands", 5);
    await openAll(db);
    expect(proxy.silence()).toBe(5);
    expect(await codeOf(db[DRIVER]`SELECT 1`)).toBe("CONNECTION_SILENT");
    const [row] = await db[DRIVER]<{ one: number }[]>`SELECT 1 AS one`;
    expect(row).toEqual({ one: 1 });
    await openAll(db);
  });

  test("a transaction whose COMMIT gets no reply fails as unavailable, and the next one is served", async () => {
    const db = open(proxy.url, "commands", 1);
    const work = db.transaction(async (tx) => {
      await tx.execute(sql`SELECT 1`);
      proxy.silence();
    });
    expect(await codeOf(work)).toBe("CONNECTION_SILENT");
    expect(await codeOf(db.transaction(async (tx) => await tx.execute(sql`SELECT 1`)))).toBe("OK");
  });

  test("the server lets go of what a silent client had locked", { timeout: 15_000 }, async () => {
    const db = open(proxy.url, "commands", 1);
    const owner = open(database.url, "batch", 1);
    await owner.execute(sql`CREATE TABLE locked (id int PRIMARY KEY)`);
    await owner.execute(sql`INSERT INTO locked VALUES (1)`);
    const work = db.transaction(async (tx) => {
      await tx.execute(sql`SELECT id FROM locked FOR UPDATE`);
      proxy.silence();
    });
    const lost = codeOf(work);
    const [row] = await owner.execute(sql`UPDATE locked SET id = id RETURNING id`);
    expect(row).toEqual({ id: 1 });
    expect(await lost).toBe("CONNECTION_SILENT");
  });

  test(
    "a COPY to a peer that takes nothing more fails, and the next statement is served",
    { timeout: 15_000 },
    async () => {
      const db = open(proxy.url, "commands", 1);
      await db.execute(sql`CREATE TABLE copied (text text)`);
      const more = Buffer.alloc(30_000_000, "more than fits into the buffers in between\n");
      const work = copy(db, async () => {
        proxy.stall();
        return more;
      });
      expect(await codeOf(work)).toMatch(/^CONNECTION_(SILENT|CLOSED)$/);
      expect(await db.execute(sql`SELECT text FROM copied`)).toEqual([]);
    },
  );

  test("a COPY whose caller is slow is the server's to end", { timeout: 15_000 }, async () => {
    const db = open(proxy.url, "commands", 1);
    await db.execute(sql`CREATE TABLE slowly_copied (text text)`);
    const work = copy(
      db,
      async () => {
        await delay(POOL_LIMITS.commands.silenceMs + 500);
        return Buffer.from("late\n");
      },
      "slowly_copied",
    );
    expect(await codeOf(work)).toBe("57014");
  });

  test("a pool of silent connections can be closed", async () => {
    const db = open(proxy.url, "commands", 3);
    await openAll(db);
    proxy.silence();
    await db[DRIVER].end();
  });

  test("while results come in, nothing is silent", async () => {
    const db = open(proxy.url, "commands", 1);
    await openAll(db);
    const pause = sql.raw(String(POOL_LIMITS.commands.silenceMs / 1_000 / 2 + 0.2));
    // Sent at once, completed one after the other: together they take longer than silence may.
    const both = [db.execute(sql`SELECT pg_sleep(${pause})`), db.execute(sql`SELECT pg_sleep(${pause})`)];
    expect(await Promise.all(both)).toHaveLength(2);
  });
});

describe("limits", () => {
  test.each([
    ["a lock that somebody holds", "LOCK TABLE held", sql`SELECT 1 FROM held`, "55P03"],
    ["a statement that takes too long", "SELECT 1", sql`SELECT pg_sleep(3)`, "57014"],
  ])("%s is given up", async (_what, held, statement, code) => {
    const owner = open(database.url, "batch", 1);
    await owner.execute(sql`CREATE TABLE IF NOT EXISTS held (id int)`);
    const db = open(database.url, "commands", 1);
    await owner.transaction(async (tx) => {
      await tx.execute(sql.raw(held));
      expect(await codeOf(db.execute(statement))).toBe(code);
    });
    expect(await codeOf(db.execute(sql`SELECT 1`))).toBe("OK");
  });

  test("a transaction that nobody goes on with loses its connection, which is replaced", async () => {
    const db = open(database.url, "commands", 1);
    const owner = open(database.url, "batch", 1);
    const work = db.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL idle_in_transaction_session_timeout = 50`);
      await owner.execute(sql`SELECT pg_sleep(0.3)`);
      await tx.execute(sql`SELECT 1`);
    });
    expect(await codeOf(work)).toMatch(/^(?:25P03|CONNECTION_CLOSED)$/);
    expect(await codeOf(db.execute(sql`SELECT 1`))).toBe("OK");
  });

  test("a query that gets no connection gives up and is not run later", async () => {
    const db = open(database.url, "commands", 1);
    const owner = open(database.url, "batch", 1);
    await owner.execute(sql`CREATE TABLE late (id int)`);
    const busy = db.transaction(async (tx) => {
      await tx.execute(sql`SELECT 1`);
      expect(await codeOf(db.transaction(async (other) => await other.execute(sql`INSERT INTO late VALUES (1)`)))).toBe(
        "CONNECTIONS_BUSY",
      );
    });
    await busy;
    expect(await codeOf(db.execute(sql`SELECT 1`))).toBe("OK");
    expect(await owner.execute(sql`SELECT * FROM late`)).toHaveLength(0);
  });

  test("every use hears of the server's refusal before it takes it for dead", () => {
    for (const [use, limits] of Object.entries(POOL_LIMITS)) {
      expect(limits.lockMs).toBeLessThan(limits.statementMs);
      expect(limits.statementMs).toBeLessThan(limits.silenceMs);
      if (use !== "migration") expect(limits.transactionMs).toBeLessThanOrEqual(600_000);
    }
  });
});

test("the locks of a client that went silent in the middle of a statement are gone within 15 s", () => {
  for (const use of ["health", "sessions", "commands", "views", "jobs"] as const) {
    expect(POOL_LIMITS[use].transactionMs).toBeLessThan(15_000);
  }
});

describe("several hosts", () => {
  /** A port that refuses, another that takes connections and closes them, then the real one. */
  function behind(...ports: readonly string[]): string {
    const url = new URL(database.url);
    const login = `${url.username}:${url.password}`;
    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(",");
    return `postgres://${login}@${hosts}${url.pathname}?target_session_attrs=read-write`;
  }

  test("one that is away, and one without a server behind it, are passed over", async () => {
    await using hollow = await FlakyProxy.before(`postgres://127.0.0.1:1/none`);
    const db = open(behind("1", new URL(hollow.url).port, new URL(database.url).port), "commands", 2);
    expect(await codeOf(db[DRIVER]`SELECT 1`)).toBe("OK");
  });

  test("when all are away, a query fails at once instead of waiting for them", async () => {
    const db = open(behind("1", "1"), "commands", 1);
    expect(await codeOf(db[DRIVER]`SELECT 1`)).toBe("ECONNREFUSED");
    expect(await codeOf(db[DRIVER]`SELECT 1`)).toBe("ECONNREFUSED");
  });

  test("a server that may no longer be written to loses its connection, and the next one is looked for", async () => {
    const { port } = new URL(database.url);
    const db = open(behind(port, port), "commands", 1);
    const backend = async (): Promise<unknown> => (await db[DRIVER]`SELECT pg_backend_pid() AS pid`)[0]?.["pid"];
    const before = await backend();
    await db[DRIVER]`SET default_transaction_read_only = on`;
    expect(await codeOf(db[DRIVER]`CREATE TABLE unwritten (id int)`)).toBe("25006");
    expect(await backend()).not.toBe(before);
    expect(await codeOf(db[DRIVER]`CREATE TABLE written (id int)`)).toBe("OK");
  });
});
