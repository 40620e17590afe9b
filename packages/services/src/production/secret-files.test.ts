import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withSecretFiles } from "./secret-files.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "atlas-secret-files-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

test("a secret is taken from its file, without the line break at its end and with those inside", () => {
  const env = {
    BETTER_AUTH_SECRET_FILE: file("auth", "of sessions\n"),
    ATLAS_LEDGER_SIGNING_KEY_FILE: file("key", "BEGIN\nkey\nEND\n"),
    REDIS_URL_FILE: "",
    WEB_URL: "https://atlas.example.com",
  };
  expect(withSecretFiles(env)).toEqual({
    ...env,
    BETTER_AUTH_SECRET: "of sessions",
    ATLAS_LEDGER_SIGNING_KEY: "BEGIN\nkey\nEND",
  });
});

test("a setting that compose hands down empty yields to its file", () => {
  const env = { REDIS_URL: "", REDIS_URL_FILE: file("redis", "redis://redis:6379") };
  expect(withSecretFiles(env)["REDIS_URL"]).toBe("redis://redis:6379");
});

test("each file that is missing, empty or beside its setting is named at once, and no secret", () => {
  const env = {
    DATABASE_URL_FILE: join(dir, "nowhere"),
    REDIS_URL_FILE: file("empty", "\n"),
    ATLAS_LINK_SECRET: "hunter2",
    ATLAS_LINK_SECRET_FILE: file("link", "hunter3"),
  };
  expect(() => withSecretFiles(env)).toThrow(
    `  - DATABASE_URL_FILE: ${join(dir, "nowhere")} cannot be read.\n` +
      `  - REDIS_URL_FILE: ${join(dir, "empty")} is empty.\n` +
      "  - ATLAS_LINK_SECRET and ATLAS_LINK_SECRET_FILE are both set.",
  );
});

test("what is no secret is not looked for in files", () => {
  const env = { WEB_URL_FILE: join(dir, "nowhere") };
  expect(withSecretFiles(env)).toEqual(env);
});
