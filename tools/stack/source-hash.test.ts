import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { hashSources } from "./source-hash.ts";

let root: string;

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atlas-sources-"));
  for (const folder of ["app", "app/public", "app/.next"]) mkdirSync(join(root, folder));
  write("app/page.tsx", "one");
  write("app/.gitignore", "public/worker.js\n");
});

afterEach(() => rmSync(root, { recursive: true }));

test("a changed, a new and a renamed source change the digest", () => {
  const digests = new Set([hashSources(root, ["app"])]);
  write("app/page.tsx", "two");
  digests.add(hashSources(root, ["app"]));
  write("app/layout.tsx", "one");
  digests.add(hashSources(root, ["app"]));
  rmSync(join(root, "app/layout.tsx"));
  write("app/frame.tsx", "one");
  digests.add(hashSources(root, ["app"]));
  expect(digests.size).toBe(4);
});

test("what a build or a test writes does not", () => {
  const before = hashSources(root, ["app"]);
  write("app/.next/build.js", "built");
  write("app/public/worker.js", "made by the build");
  write("app/page.test.ts", "a test");
  expect(hashSources(root, ["app"])).toBe(before);
});
