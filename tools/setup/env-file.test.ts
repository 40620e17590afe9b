import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addToEnvFile, readEnvFile } from "./env-file.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "atlas-env-file-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const ENTRIES = [
  { name: "A", value: "one", comment: "The first." },
  { name: "KEY", value: "-----BEGIN A KEY-----\\nabc+/=\\n-----END A KEY-----", comment: "On one line." },
];

test("a new file has everything, and only its owner reads it", () => {
  const file = join(dir, "new");
  expect(addToEnvFile(file, ENTRIES)).toEqual(["A", "KEY"]);
  expect(readEnvFile(file)).toEqual({ A: "one", KEY: "-----BEGIN A KEY-----\\nabc+/=\\n-----END A KEY-----" });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const shell = execFileSync("sh", ["-c", '. "$0"; printf %s "$KEY"', file], { encoding: "utf8" });
  expect(shell).toBe("-----BEGIN A KEY-----\\nabc+/=\\n-----END A KEY-----");
});

test("what is there stays, to the letter, and what is missing or empty is added once", () => {
  const file = join(dir, "old");
  const mine = "# mine\nA='my own'\nKEY=\nOTHER=x # why";
  writeFileSync(file, mine, { mode: 0o644 });
  expect(addToEnvFile(file, ENTRIES)).toEqual(["KEY"]);
  const text = readFileSync(file, "utf8");
  expect(text.startsWith("# mine\nA='my own'\nOTHER=x # why\n")).toBe(true);
  expect(text.match(/^KEY=/gm)).toHaveLength(1);
  expect(readEnvFile(file)["A"]).toBe("my own");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(addToEnvFile(file, ENTRIES)).toEqual([]);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("a value that a file could not give back is refused", () => {
  const file = join(dir, "odd");
  for (const value of ["two\nlines", "a$b", "a'b", 'a"b', "a\\tb"]) {
    expect(() => addToEnvFile(file, [{ name: "ODD", value, comment: "Odd." }])).toThrow("does not fit");
  }
});
