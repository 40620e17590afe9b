import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { findFolderViolations } from "./find-folder-violations.ts";
import { SERVICE_FOLDERS, SERVICES } from "./folder-table.ts";

const TABLE = { orders: ["orders/views"], "orders/views": [], dispatch: ["orders"] };

let root: string;

function write(file: string, ...imports: readonly string[]): void {
  const path = join(root, SERVICES, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, imports.map((specifier) => `import type { It } from "${specifier}";\n`).join(""));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atlas-folders-"));
  write("context.ts");
  write("orders/create-order.ts", "../context.ts", "./views/order-view.ts");
  write("orders/views/order-view.ts", "../../context.ts");
  write("dispatch/request-ride.ts", "../orders/create-order.ts");
});

afterEach(() => rmSync(root, { recursive: true }));

const violations = (): string[] => findFolderViolations(root, TABLE);

test("services that keep to the table have no violation, whatever tests and their worlds import", () => {
  write("testing/test-world.ts", "../dispatch/request-ride.ts");
  write("orders/testing/booked.ts", "../../testing/test-world.ts");
  write("orders/create-order.pg.test.ts", "../testing/test-world.ts", "../dispatch/request-ride.ts");
  expect(violations()).toEqual([]);
});

describe("a planted violation bites", () => {
  test("a folder importing one that stands above it, for a type", () => {
    write("orders/cancel-order.ts", "../dispatch/request-ride.ts");
    expect(violations()).toEqual([
      expect.stringContaining("orders may not import dispatch"),
      expect.stringContaining("folders of services import in a circle: dispatch → orders → dispatch"),
      expect.stringContaining("contexts of services import in a circle"),
    ]);
  });

  test("a part of a context importing the whole", () => {
    write("orders/views/receipt.ts", "../create-order.ts");
    expect(violations()).toEqual([
      expect.stringContaining("orders/views may not import orders"),
      expect.stringContaining("import in a circle: orders → orders/views → orders"),
    ]);
  });

  test("contexts that import in a circle only taken as a whole", () => {
    write("dispatch/rounds/plan.ts");
    write("orders/late/late-order.ts", "../../dispatch/rounds/plan.ts");
    const table = { ...TABLE, "dispatch/rounds": [], "orders/late": ["dispatch/rounds"] };
    expect(findFolderViolations(root, table)).toEqual([
      "contexts of services import in a circle: dispatch → orders → dispatch",
    ]);
  });

  test("a circle that the table allows", () => {
    write("orders/cancel-order.ts", "../dispatch/request-ride.ts");
    expect(findFolderViolations(root, { ...TABLE, orders: ["orders/views", "dispatch"] })).toEqual([
      expect.stringContaining("folders of services import in a circle"),
      expect.stringContaining("contexts of services import in a circle"),
    ]);
  });

  test("the ground importing a folder", () => {
    write("context.ts", "./orders/create-order.ts");
    expect(violations()).toContainEqual(expect.stringContaining(". is not in the folder table"));
  });

  test("a folder that the table does not know", () => {
    write("shared/all.ts", "../orders/create-order.ts");
    expect(violations()).toEqual([expect.stringContaining("shared is not in the folder table")]);
  });

  test("a leave that nobody needs", () => {
    write("dispatch/request-ride.ts");
    expect(violations()).toEqual(["the folder table lets dispatch import orders, and no file there does"]);
  });
});

test("CONTRIBUTING has the same table", () => {
  const page = readFileSync(join(import.meta.dirname, "../..", "CONTRIBUTING.md"), "utf8");
  const rows = Object.entries(SERVICE_FOLDERS).map(
    ([folder, allowed]) => `| \`${folder}\` | ${allowed.length === 0 ? "none" : allowed.join(", ")} |`,
  );
  expect(page).toContain(rows.join("\n"));
});
