import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { findFreePort } from "@atlas/stack/ports";
import { startPostgres } from "@atlas/stack/postgres";
import { sql } from "drizzle-orm";
import { expect, vi } from "vitest";

/** A Postgres that one test may set as it likes. */
export interface OwnPostgres extends AsyncDisposable {
  /** Of its superuser, whose password it asks for until a setting says otherwise. */
  readonly url: string;
  readonly port: number;
  /** Of the superuser, over a connection that stays. */
  readonly db: Database;
  /** How it finds out who connects from this machine: the lines of its `pg_hba.conf`. */
  readonly admit: (...lines: readonly string[]) => Promise<void>;
  /** Has it read its settings anew. */
  readonly reload: () => Promise<void>;
  /** Puts a file beside its data that only the server reads, and returns its path. */
  readonly keep: (name: string, text: string) => string;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.adopt(mkdtempSync(join(tmpdir(), "atlas-own-postgres-")), (made) =>
    rmSync(made, { recursive: true }),
  );
  const port = await findFreePort();
  const places = { dir: join(dir, "postgres"), logDir: dir, runDir: dir, isDurable: false };
  const { url, child } = await startPostgres({ ...places, port });
  opened.defer(() => child.stop());
  const db = opened.adopt(connect(url, { applicationName: "own-postgres", role: null, max: 1 }), disconnect);
  const [found] = await db.execute<{ hba: string; data: string }>(
    sql`SELECT current_setting('hba_file') AS hba, current_setting('data_directory') AS data`,
  );
  if (found === undefined) throw new Error("a SELECT without FROM has a row");
  const { hba, data } = found;
  const keep = (name: string, text: string): string => {
    const file = join(data, name);
    writeFileSync(file, text, { mode: 0o600 });
    const { uid, gid } = statSync(data);
    chownSync(file, uid, gid);
    return file;
  };
  const loadedAt = async (): Promise<string> =>
    (await db.execute<{ at: string }>(sql`SELECT pg_conf_load_time()::text AS at`))[0]?.at ?? "";
  const reload = async (): Promise<void> => {
    const before = await loadedAt();
    await db.execute(sql`SELECT pg_reload_conf()`);
    // The server hands the signal on to its connections before it takes a new one.
    await vi.waitFor(async () => expect(await loadedAt()).not.toBe(before), { timeout: 30_000, interval: 10 });
  };
  const resources = opened.move();
  return {
    url,
    port,
    db,
    keep,
    reload,
    async admit(...lines) {
      writeFileSync(hba, `${lines.join("\n")}\n`);
      await reload();
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
