import { once } from "node:events";
import { connect as openSocket, createServer, type Socket } from "node:net";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connect, type Database, disconnect } from "./connect.ts";
import { type AtlasSql, DRIVER } from "./driver.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
let owner: Database;
let db: Database;
let sql: AtlasSql;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = connect(database.url, { applicationName: "pipelined-owner", role: null, max: 1 });
});
beforeEach(async () => {
  await owner[DRIVER].unsafe("DROP TABLE IF EXISTS written; CREATE TABLE written (id integer PRIMARY KEY)");
  await owner[DRIVER]`GRANT ALL ON written TO atlas_app`;
  db = connect(database.url, { applicationName: "pipelined-test", max: 1 });
  sql = db[DRIVER];
  return async () => disconnect(db);
});
afterAll(async () => {
  await disconnect(owner);
  await database[Symbol.asyncDispose]();
});

async function written(): Promise<number[]> {
  const rows = await owner[DRIVER]<{ id: number }[]>`SELECT id FROM written ORDER BY id`;
  return rows.map(({ id }) => id);
}

async function echo(client: AtlasSql, value: number): Promise<number | undefined> {
  const [row] = await client<{ value: number }[]>`SELECT ${value}::integer AS value`.execute();
  return row?.value;
}

test("a statement that cannot be encoded fails alone, and its neighbours keep their own results", async () => {
  await echo(sql, 0);
  const unencodable = sql.unsafe(
    "SELECT 1",
    Array.from({ length: 65_534 }, () => 1),
  );
  const asked = [echo(sql, 1), unencodable.execute(), echo(sql, 2), echo(sql, 3)];
  expect(await Promise.allSettled(asked)).toMatchObject([
    { value: 1 },
    { reason: { code: "MAX_PARAMETERS_EXCEEDED" } },
    { value: 2 },
    { value: 3 },
  ]);
});

test("a statement that cannot be encoded leaves an idle connection usable, in a transaction as well", async () => {
  const fail = async (client: Pick<AtlasSql, "unsafe">): Promise<void> => {
    const unencodable = client.unsafe(
      "SELECT 1",
      Array.from({ length: 65_534 }, () => 1),
    );
    await expect(unencodable).rejects.toMatchObject({ code: "MAX_PARAMETERS_EXCEEDED" });
  };
  await fail(sql);
  const held = sql.begin(async (tx) => {
    await fail(tx);
    await tx`INSERT INTO written VALUES (1)`;
  });
  await expect(held).rejects.toMatchObject({ code: "MAX_PARAMETERS_EXCEEDED" });
  expect(await echo(sql, 1)).toBe(1);
});

test("a statement that fails after its first rows leaves none of them to the next", async () => {
  await expect(sql`SELECT 1 / (3 - i) FROM generate_series(1, 5) AS i`).rejects.toMatchObject({ code: "22012" });
  expect([...(await sql`SELECT 1 AS one`)]).toEqual([{ one: 1 }]);
});

test("a statement that is cancelled in the pipe leaves its neighbours their own results", async () => {
  await echo(sql, 0);
  const first = echo(sql, 1);
  const cancelled = sql`SELECT pg_sleep(0.5)`.execute();
  const asked = [first, echo(sql, 2), echo(sql, 3)];
  await new Promise(setImmediate);
  cancelled.cancel();
  // Postgres ignores a request to cancel that arrives before the statement has begun.
  await cancelled.catch((err: unknown) => expect(err).toMatchObject({ code: "57014" }));
  expect(await Promise.all(asked)).toEqual([1, 2, 3]);
});

test("a statement that is cancelled before it is sent holds up nothing", async () => {
  const values: unknown[] = [];
  const cancelling = sql.begin(async (tx) => {
    // The first use of a text with a parameter fills the pipe; what follows waits in the transaction's own queue.
    const first = tx`SELECT ${1}::integer AS value`.execute();
    const cancelled = tx`SELECT 2 AS value`.execute();
    const outcome = cancelled.catch((err: unknown) => err);
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    cancelled.cancel();
    expect(await outcome).toMatchObject({ code: "57014" });
    values.push(await first, await tx`SELECT 3 AS value`);
  });
  await expect(cancelling).rejects.toMatchObject({ code: "57014" });
  expect(values).toEqual([[{ value: 1 }], [{ value: 3 }]]);
});

test("a statement that is prepared anew does not slip into the transaction that begins behind it", async () => {
  const insert = async (id: number): Promise<unknown> =>
    await sql`INSERT INTO written VALUES (${id}) RETURNING *`.execute();
  await insert(1);
  await owner[DRIVER]`ALTER TABLE written ADD COLUMN note text`;
  const acknowledged = insert(2);
  const behind = sql.begin(async () => {
    throw new Error("rolled back");
  });
  await expect(behind).rejects.toThrow("rolled back");
  await acknowledged;
  expect(await written()).toEqual([1, 2]);
});

test("a statement that is prepared anew sends its parameters as they were given", async () => {
  await owner[DRIVER]`ALTER TABLE written ADD COLUMN bytes bytea`;
  const insert = async (id: number): Promise<unknown> =>
    await sql`INSERT INTO written (id, bytes) VALUES (${id}, ${Buffer.from([id])}) RETURNING *`;
  await insert(1);
  await owner[DRIVER]`ALTER TABLE written ADD COLUMN note text`;
  await insert(2);
  const rows = await owner[DRIVER]<{ hex: string }[]>`SELECT encode(bytes, 'hex') AS hex FROM written ORDER BY id`;
  expect(rows.map(({ hex }) => hex)).toEqual(["01", "02"]);
});

test("statements that are asked for during a COPY on the pool wait for its end", async () => {
  await echo(sql, 0);
  const copying = sql`COPY written (id) FROM STDIN`.simple().writable();
  await new Promise(setImmediate);
  const behind = [echo(sql, 1), sql.unsafe("SELECT 2 AS value").execute(), echo(sql, 3)];
  const stream = await copying;
  stream.end("1\n2\n");
  await once(stream, "finish");
  expect(await Promise.all(behind)).toEqual([1, [{ value: 2 }], 3]);
  expect(await written()).toEqual([1, 2]);
});

test("a cursor that is closed early is acknowledged when its statement has committed", async () => {
  await owner[DRIVER]`CREATE TABLE IF NOT EXISTS deferred (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED)`;
  await owner[DRIVER]`GRANT ALL ON deferred TO atlas_app`;
  const closing = sql`INSERT INTO deferred VALUES (1), (1) RETURNING id`.cursor(1, () => sql.CLOSE);
  await expect(closing).rejects.toMatchObject({ code: "23505" });
});

/** A connection to the server that is reset as soon as `word` is sent over it. */
async function resettingProxy(target: URL, word: string): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((client: Socket) => {
    const upstream = openSocket(Number(target.port || 5432), target.hostname);
    client.on("data", (chunk) => {
      if (chunk.includes(word)) client.resetAndDestroy();
      else upstream.write(chunk);
    });
    upstream.pipe(client);
    for (const socket of [client, upstream]) socket.on("error", () => {});
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

test("a statement whose connection is reset is not acknowledged, with several hosts in the address either", async () => {
  const url = new URL(database.url);
  await using proxy = await resettingProxy(url, "INSERT");
  const target = `127.0.0.1:${proxy.port}`;
  const several = connect(database.url.replace(url.host, `${target},${target}`), {
    applicationName: "reset-test",
    max: 1,
  });
  const insert = several[DRIVER]`INSERT INTO written VALUES (1)`.execute();
  const next = several[DRIVER]`SELECT 1 AS one`.execute();
  await expect(insert).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|CONNECTION_CLOSED/) });
  expect(await next).toEqual([{ one: 1 }]);
  expect(await written()).toEqual([]);
  await disconnect(several);
});

test("a socket that drains gives nobody the connection of a transaction", async () => {
  const sockets: Socket[] = [];
  const url = new URL(database.url);
  const connectSocket = async (): Promise<Socket> => {
    const socket = openSocket(Number(url.port || 5432), url.hostname);
    await once(socket, "connect");
    sockets.push(socket);
    return socket;
  };
  const client = postgres(database.url, Object.assign({ max: 1 }, { socket: connectSocket }));
  let other: Promise<unknown> = Promise.resolve();
  const refused = client.begin(async (tx) => {
    const stream = await tx`COPY written FROM STDIN`.simple().writable();
    stream.write("not a number\n");
    const failure = once(stream, "error");
    stream.write(Buffer.alloc(64 * 1024 * 1024, "1"));
    await failure;
    other = client`SELECT 1 AS one`.execute();
    if (sockets[0]?.writableNeedDrain) await once(sockets[0], "drain");
    await new Promise(setImmediate);
    throw new Error("rolled back");
  });
  await expect(refused).rejects.toThrow("rolled back");
  expect(await other).toEqual([{ one: 1 }]);
  await client.end();
});
