import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { findLooseCodes } from "./find-loose-codes.ts";

let root: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const SERVICE = "packages/services/src/orders/rate-order.ts";
const TEST = "packages/services/src/orders/rate-order.pg.test.ts";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atlas-codes-"));
  write("packages/core/src/errors.ts", "export const ERROR_STATUS = {\n  ALREADY_RATED: 409,\n} as const;\n");
  write(SERVICE, 'throw new DomainError("ALREADY_RATED", "You have rated this trip.");\n');
  write(TEST, 'await expect(again).rejects.toMatchObject({ code: "ALREADY_RATED" });\n');
});

afterEach(() => rmSync(root, { recursive: true }));

test("a code that is declared, thrown and tested is not loose", () => {
  expect(findLooseCodes(root)).toEqual([]);
});

describe("a code that no test names is found", () => {
  test.each([
    ["at all", ""],
    ["but for a comment", "// ALREADY_RATED comes later\n"],
    ["but for one whose name begins alike", 'expect(code).toBe("ALREADY_RATED_TWICE");\n'],
  ])("%s", (_, text) => {
    write(TEST, text);
    expect(findLooseCodes(root)).toEqual(["ALREADY_RATED is thrown, and no test names it"]);
  });

  test.each([
    'const refusal = { code: "ALREADY_RATED", message: "Once." };',
    'return errorResponse(c, "ALREADY_RATED", "Once.");',
    'const code = isRated ? "ALREADY_RATED" : null;',
    'const CODE_OF_STATUS = { 409: "ALREADY_RATED" };',
    'throw new DomainError(\n  "ALREADY_RATED",\n  "Once.",\n);',
  ])("however it is thrown: %s", (source) => {
    write(SERVICE, source);
    write(TEST, "");
    expect(findLooseCodes(root)).toEqual(["ALREADY_RATED is thrown, and no test names it"]);
  });

  test("and so is one that a function of the ledger refuses with", () => {
    write(SERVICE, "");
    write("packages/db/functions/ledger/rate.sql", "-- Rates.\n  refusal := 'ALREADY_RATED';\n");
    write(TEST, "");
    expect(findLooseCodes(root)).toEqual(["ALREADY_RATED is thrown, and no test names it"]);
  });
});

describe("a code that nobody throws is found, though it is", () => {
  test.each([
    ["promised in a comment", "/** @throws DomainError ALREADY_RATED */\n"],
    ["commented out", '// throw new DomainError("ALREADY_RATED", "Once.");\n'],
    ["declared of a route", 'responses: refusals("ALREADY_RATED", "FORBIDDEN"),\n'],
    ["part of a type", 'type Refused = Refusal<"ALREADY_RATED" | "FORBIDDEN">;\n'],
    ["compared with", 'if (error.code === "ALREADY_RATED") return null;\n'],
  ])("%s", (_, text) => {
    write(SERVICE, text);
    expect(findLooseCodes(root)).toEqual(["ALREADY_RATED is declared and translated, and nobody throws it"]);
  });

  test("thrown by a test or known to a page", () => {
    write(SERVICE, "");
    write(TEST, 'throw new DomainError("ALREADY_RATED", "Once.");\n');
    write("apps/web/src/rate.ts", 'const refused = { code: "ALREADY_RATED" };\n');
    expect(findLooseCodes(root)).toEqual(["ALREADY_RATED is declared and translated, and nobody throws it"]);
  });
});

describe("a refusal of the ledger", () => {
  test.each([
    "o.refusal := 'TOO_LATE';",
    "WHEN h.id IS NULL THEN 'TOO_LATE'",
    "CASE WHEN x THEN NULL ELSE 'TOO_LATE' END",
  ])("that is no error code is found: %s", (sql) => {
    write("packages/db/functions/ledger/rate.sql", sql);
    expect(findLooseCodes(root)).toEqual([
      "TOO_LATE is a refusal of the ledger that packages/core/src/errors.ts lacks",
    ]);
  });

  test("that its caller handles needs no code; a status that is compared is none", () => {
    write("packages/db/functions/ledger/rate.sql", "WHEN v.status = 'FINISHED' AND v.at IS NULL THEN 'TOO_LATE'");
    write("packages/services/src/orders/rate.ts", 'if (row.refusal === "TOO_LATE") return null;\n');
    expect(findLooseCodes(root)).toEqual([]);
  });
});
