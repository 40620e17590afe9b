import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { findDriverUses } from "./find-driver-uses.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atlas-driver-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

test.each([
  ["packages/services/src/ops/lag.ts", "await ctx.db.$client`SELECT 1`;", "$client"],
  ["packages/services/src/ops/lag.test.ts", "\nconst { $client: sql } = db;", "$client"],
  ["packages/db/src/connect.ts", "db.$client.end();", "$client"],
  ["bench/fleet.ts", "db.$client.end();", "$client"],
  ["apps/gateway/src/rows.ts", "await db.execute<{ n: number }>(sql`SELECT 1 AS n`);", "execute<"],
  ["packages/db/src/test-rows/rows.ts", "await tx.execute<Row>(sql`SELECT 1`);", "execute<"],
  ["packages/services/src/ops/lag.ts", 'import postgres from "postgres";', '"postgres"'],
  ["packages/services/src/ops/lag.ts", 'import type { Sql } from "postgres";', '"postgres"'],
  ["apps/worker/src/lag.ts", 'await import("postgres");', '"postgres"'],
  ["apps/worker/src/lag.ts", 'import { drizzle } from "drizzle-orm/postgres-js";', '"drizzle-orm/postgres-js"'],
  ["packages/services/src/orders/a.ts", "await tx.insert(outbox).values(row);", "insert(outbox"],
  ["packages/services/src/orders/a.ts", "sql`INSERT INTO outbox (id) VALUES (1)`", "INSERT INTO outbox"],
  ["apps/worker/src/a.ts", "ctx.events.wakeRelay();", ".wakeRelay("],
])("%s that says %s is found", (file, text, said) => {
  write(file, text);
  const line = text.split("\n").length;
  expect(findDriverUses(root)).toEqual([expect.stringContaining(`${file}:${line} says ${said}: `)]);
});

test("Drizzle, query, statements without rows, packages/db itself, comments, tests and tools are not", () => {
  write(
    "packages/services/src/a.ts",
    'import { sql } from "drizzle-orm";\nawait db.execute(sql`SELECT 1`); // $client\n',
  );
  write("packages/services/src/b.ts", "/** execute<Row> */\nawait query(db, row, sql`SELECT 1`);\n");
  write("packages/services/src/a.test.ts", 'import postgres from "postgres";\nawait db.execute<Row>(sql`SELECT 1`);');
  write("packages/db/src/connect.ts", 'import postgres from "postgres";');
  write("packages/services/src/messaging/a.ts", "await tx.insert(outbox).values(row);\nctx.events.wakeRelay();");
  write("packages/services/src/c.ts", "const events = { wakeRelay() {} };\nawait tx.insert(outboxes);");
  write("packages/services/src/c.test.ts", "await tx.insert(outbox).values(row);");
  write("tools/stack/servers.ts", 'import postgres from "postgres";');
  expect(findDriverUses(root)).toEqual([]);
});
