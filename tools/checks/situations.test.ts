import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@atlas/stack/paths";
import { expect, test } from "vitest";

const PAGE = join(ROOT, "docs", "situations.md");
/** A link to a test, and up to the next one the names of what is in it. */
const TESTED = /\]\((\.\.\/[^)]+\.(?:test|spec)\.ts)\)([^[|]*)/g;

interface Named {
  readonly file: string;
  readonly names: readonly string[];
}

function namedIn(row: string): Named[] {
  return [...row.matchAll(TESTED)].map(([, file = "", names = ""]) => ({
    file: join(ROOT, "docs", file),
    names: [...names.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name),
  }));
}

const page = readFileSync(PAGE, "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && line.includes("../"))
  .map((line) => [line.split("|")[1]?.trim() ?? "", line] as const);

test("the page has its situations, and no link that leads nowhere", () => {
  expect(rows.length).toBeGreaterThanOrEqual(45);
  const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = ""]) => link);
  expect(links.filter((link) => !existsSync(join(ROOT, "docs", link)))).toEqual([]);
});

test.each(rows)("%s: each named test is where the page says", (_, row) => {
  const named = namedIn(row);
  expect(named).not.toEqual([]);
  for (const { file, names } of named) {
    expect([file, existsSync(file)]).toEqual([file, true]);
    const text = readFileSync(file, "utf8");
    expect([file, names.length > 0, names.filter((name) => !text.includes(name))]).toEqual([file, true, []]);
  }
});
