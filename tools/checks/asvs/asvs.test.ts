import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@atlas/stack/paths";
import { expect, test } from "vitest";
import { findTitle } from "./find-title.ts";
import { LEVELS } from "./levels.ts";
import { asvsPage, partsOf } from "./page.ts";
import { TABLE } from "./table.ts";

const verdicts = TABLE.flatMap((chapter) => Object.entries(chapter.verdicts));

test("there are the 253 requirements of levels 1 and 2, 70 of them of level 1, each once and in its chapter", () => {
  expect([LEVELS.size, [...LEVELS.values()].filter((level) => level === 1).length]).toEqual([253, 70]);
  expect(verdicts.map(([id]) => id)).toEqual([...LEVELS.keys()]);
  for (const { number, verdicts: own } of TABLE) {
    expect(Object.keys(own).filter((id) => Number(id.split(".")[0]) !== number)).toEqual([]);
  }
});

test("each has a subject, and tests, a section or a reason", () => {
  for (const [id, verdict] of verdicts) {
    expect([id, verdict.subject.length > 2]).toEqual([id, true]);
    if (verdict.status === "holds") expect([id, verdict.proofs.length > 0]).toEqual([id, true]);
    if ("reason" in verdict) expect([id, verdict.reason]).toEqual([id, expect.stringMatching(/^[A-Z`s].{10,}\.$/)]);
  }
});

test("each test that is named is there, under its title", () => {
  const missing = verdicts.flatMap(([id, verdict]) =>
    verdict.status === "holds"
      ? verdict.proofs.filter((proof) => !findTitle(partsOf(proof))).map((proof) => [id, proof])
      : [],
  );
  expect(
    missing,
    "a test that has moved or has a new title is named anew in tools/checks/asvs/chapters, and the page written",
  ).toEqual([]);
});

test("a test that is not there, or has another title, is missed", () => {
  const file = "tools/checks/asvs/asvs.test.ts";
  expect(findTitle({ file, title: "each test that is named is there, under its title" })).toBe(true);
  expect(findTitle({ file, title: "each test that is named" })).toBe(false);
  expect(findTitle({ file: "tools/checks/asvs/gone.test.ts", title: "anything" })).toBe(false);
});

test("each section that is named is there", () => {
  for (const [id, verdict] of verdicts) {
    if (verdict.status !== "documented") continue;
    const { page, heading } = verdict;
    expect([id, page, existsSync(join(ROOT, page))]).toEqual([id, page, true]);
    expect([id, heading, readFileSync(join(ROOT, page), "utf8").includes(`## ${heading}\n`)]).toEqual([
      id,
      heading,
      true,
    ]);
  }
});

test("docs/asvs.md is as the table says", () => {
  const page = join(ROOT, "docs", "asvs.md");
  expect(readFileSync(page, "utf8"), "run `node tools/checks/asvs/write-asvs-page.ts`").toBe(asvsPage());
});

test("docs/security.md names tests that exist", () => {
  const text = readFileSync(join(ROOT, "docs", "security.md"), "utf8");
  const named = new Set([...text.matchAll(/`([\w@./-]+\.(?:test|spec)\.ts)`/g)].map(([, name = ""]) => name));
  expect(named.size).toBeGreaterThan(10);
  const files = globSync("{apps,packages,tools,e2e}/**/*.{test,spec}.ts", {
    cwd: ROOT,
    exclude: (entry) => entry === "node_modules" || entry.startsWith("."),
  });
  const isThere = (name: string): boolean =>
    files.some((file) => file === name || file.endsWith(`/${name}`) || file.replace("/src/", "/").endsWith(`/${name}`));
  expect([...named].filter((name) => !isThere(name))).toEqual([]);
});
