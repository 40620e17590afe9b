import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { findViolations } from "./find-violations.ts";

let root: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function writePackage(folder: string, name: string, more: object = {}): void {
  write(`${folder}/package.json`, JSON.stringify({ name, ...more }));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atlas-layers-"));
  writePackage("packages/core", "@atlas/core", { dependencies: { zod: "1" } });
  write("packages/core/src/fare.ts", 'import { z } from "zod";\nimport { ok } from "./result.ts";\n');
  writePackage("packages/services", "@atlas/services", {
    dependencies: { "@atlas/core": "workspace:*", "@atlas/queue": "workspace:*" },
  });
  writePackage("apps/web", "@atlas/web", { dependencies: { "@atlas/api": "workspace:*" } });
});

afterEach(() => rmSync(root, { recursive: true }));

describe("a repository that keeps to the table", () => {
  test("has no violation", () => {
    write(
      "packages/services/src/a.ts",
      'import type { Fare } from "@atlas/core/fare";\nimport "@atlas/queue/catalog";\n',
    );
    write("apps/web/src/client.ts", 'import type { AppRouter } from "@atlas/api/router";\n');
    expect(findViolations(root)).toEqual([]);
  });
});

describe("a planted violation bites", () => {
  const plants = [
    {
      name: "core importing a service points back up",
      file: "packages/core/src/fare.ts",
      source: 'import {\n  quote,\n} from "@atlas/services/orders/quote";\n',
      fault: "nothing points back up",
    },
    {
      name: "a service starting servers with a tool",
      file: "packages/services/src/a.ts",
      source: 'import { startPostgres } from "@atlas/stack/postgres";\n',
      fault: "nothing points back up",
    },
    {
      name: "core reading a file",
      file: "packages/core/src/fare.ts",
      source: 'import { readFileSync } from "node:fs";\n',
      fault: "this layer does no input or output",
    },
    {
      name: "core importing a library of its own choice",
      file: "packages/core/src/fare.ts",
      source: 'import postgres from "postgres";\n',
      fault: "this third-party package is not for this layer",
    },
    {
      name: "a service running the queue instead of naming a job",
      file: "packages/services/src/a.ts",
      source: 'import { runQueue } from "@atlas/queue/run-queue";\n',
      fault: "only catalog of that package is for this layer",
    },
    {
      name: "a browser app importing the server's code as a value",
      file: "apps/web/src/client.ts",
      source: 'import { type AppRouter, appRouter } from "@atlas/api/router";\n',
      fault: "only types may come from there (`import type`)",
    },
    {
      name: "a browser app loading the server's code late",
      file: "apps/web/src/client.ts",
      source: `const api = await ${"import"}("@atlas/api/router");\n`,
      fault: "only types may come from there (`import type`)",
    },
    {
      name: "a dependency that package.json does not declare",
      file: "packages/services/src/a.ts",
      source: 'export { connect } from "@atlas/db/connect";\n',
      fault: "its package.json does not declare that dependency",
    },
    {
      name: "a relative path into another package",
      file: "packages/core/src/fare.ts",
      source: 'import { quote } from "../../services/src/quote.ts";\n',
      fault: "relative paths stay inside a package",
    },
    {
      name: "a use case made of what tests are made of",
      file: "packages/services/src/a.ts",
      source: 'import { openTestWorld } from "./testing/test-world.ts";\n',
      fault: "only tests import what tests are made of",
    },
    {
      name: "a server made of what another package's tests are made of",
      file: "packages/services/src/a.ts",
      source: 'import { contractRoads } from "@atlas/core/testing/roads";\n',
      fault: "only tests import what tests are made of",
    },
  ];
  test.each(plants)("$name", ({ file, source, fault }) => {
    write(file, source);
    expect(findViolations(root)).toEqual([expect.stringContaining(fault)]);
  });

  test("a manifest that depends upwards", () => {
    writePackage("packages/core", "@atlas/core", { dependencies: { "@atlas/db": "workspace:*", bullmq: "1" } });
    expect(findViolations(root)).toEqual([
      "packages/core/package.json depends on @atlas/db, which its layer may not",
      "packages/core/package.json depends on bullmq, which its layer may not",
    ]);
  });

  test("a manifest that exports a pattern", () => {
    writePackage("packages/core", "@atlas/core", { exports: { "./*": "./src/*.ts" } });
    expect(findViolations(root)).toEqual(["packages/core/package.json exports the pattern ./*; list each public file"]);
  });

  test.each(["packages/common", "tools/helpers", "apps/kiosk"])(
    "a package that the table does not know: %s",
    (folder) => {
      writePackage(folder, "@atlas/new");
      expect(findViolations(root)).toEqual([expect.stringContaining(`${folder} is not in the layer table`)]);
    },
  );

  test("a tool that runs the commands, which nothing imports", () => {
    writePackage("tools/stack", "@atlas/stack", { dependencies: { "@atlas/cli": "workspace:*" } });
    write("tools/stack/start.ts", 'import { runCommand } from "@atlas/cli/run-command";\n');
    expect(findViolations(root)).toEqual([
      "tools/stack/package.json depends on @atlas/cli, which its layer may not",
      expect.stringContaining("nothing points back up"),
    ]);
  });
});
