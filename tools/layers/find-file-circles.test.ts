import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { findFileCircles } from "./find-file-circles.ts";

let root: string;

function write(file: string, source: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), source);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atlas-circles-"));
  write("packages/core/src/fare.ts", 'import { ok } from "./result.ts";\n');
  write("packages/core/src/result.ts", "export const ok = true;\n");
});

afterEach(() => rmSync(root, { recursive: true }));

test("files that import in one direction are no circle", () => {
  expect(findFileCircles(root)).toEqual([]);
});

test("two files that import each other are one, when one of them wants only a type", () => {
  write("packages/core/src/result.ts", 'import type { Fare } from "./fare.ts";\n');
  expect(findFileCircles(root)).toEqual([
    "files import in a circle: packages/core/src/fare.ts → packages/core/src/result.ts → packages/core/src/fare.ts",
  ]);
});

test("a longer circle across folders of an app is one", () => {
  write("apps/web/src/a.ts", 'export { b } from "./map/b.tsx";\n');
  write("apps/web/src/map/b.tsx", `const c = ${"import"}("../c.ts");\n`);
  write("apps/web/src/c.ts", 'import { type A } from "./a.ts";\n');
  expect(findFileCircles(root)).toEqual([
    "files import in a circle: apps/web/src/a.ts → apps/web/src/map/b.tsx → apps/web/src/c.ts → apps/web/src/a.ts",
  ]);
});
