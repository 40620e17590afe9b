import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { findOwnClocks } from "./find-own-clocks.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atlas-clocks-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

test.each([
  ["packages/services/src/orders/late.ts", "const at = Date.now();", "Date.now"],
  ["packages/services/src/orders/late.ts", "const clock = { now: Date.now };", "Date.now"],
  ["packages/api/src/watch.ts", "const at = new Date( );", "new Date( )"],
  ["apps/gateway/src/rpc/stamp.ts", "const text = Date();", "Date()"],
  ["apps/worker/src/round.ts", "await sql`SELECT now()`;", "now()"],
  ["packages/services/src/ops/lag.ts", "await sql`SELECT clock_timestamp() - at`;", "clock_timestamp()"],
  ["packages/db/functions/ledger/move.sql", "UPDATE t SET at = CURRENT_TIMESTAMP;", "CURRENT_TIMESTAMP"],
  ["packages/db/functions/ledger/move.sql", "-- Moves.\n\nUPDATE t SET at = now();", "now()"],
  ["packages/db/src/schema/orders.ts", 'at("created_at").notNull().defaultNow()', ".defaultNow()"],
])("%s that says %s is found", (file, text, asked) => {
  write(file, text);
  const line = text.split("\n").length;
  expect(findOwnClocks(root)).toEqual([
    expect.stringContaining(`${file}:${line} asks ${asked}, which is a clock of its own`),
  ]);
});

test("the one clock, durations, dates of a given time, comments and tests are not", () => {
  write(
    "packages/services/src/a.ts",
    "const at = [ctx.clock(), performance.now(), new Date(0), clock.now()]; // Date.now()\n",
  );
  write("packages/services/src/b.ts", "/** Date.now() */\n// new Date()\nawait sql`SELECT clock.now()`;\n");
  write("packages/services/src/a.test.ts", "Date.now();");
  write("packages/services/src/clock/own-clock.ts", "const { now } = Date; Date.now();");
  write("packages/db/functions/ledger/move.sql", "-- Not now().\nSELECT clock.now();");
  write("apps/web/src/page.ts", "Date.now();");
  expect(findOwnClocks(root)).toEqual([]);
});
