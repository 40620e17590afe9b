import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

import { ROOT } from "@atlas/stack/paths";

const SKIPPED = /(^|\/)(node_modules|\.next|\.atlas|\.git)$/;
const DOCUMENTS = globSync("**/*.md", { cwd: ROOT, exclude: (path) => SKIPPED.test(path) }).toSorted();
const PACKAGES = globSync(["{packages,apps,tools}/*/package.json", "{e2e,bench}/package.json"], { cwd: ROOT }).map(
  dirname,
);
/** About a page. */
const MAX_LINES = 70;

const CODE_BLOCK = /^```[\s\S]*?^```/gm;
const LINK = /\]\(([^()\s]+)\)/g;
/** A path in backticks: with a slash or the ending of a source file, and nothing that stands for something else. */
const NAMED_PATH = /`((?:[\w.()[\]-]+\/)+[\w.[\]-]*|[\w.-]+\.(?:ts|tsx|mjs|sql))`/g;

const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** The anchors of a page, made from its headings as GitHub makes them. */
function anchorsOf(file: string): Set<string> {
  const headings = textOf(file)
    .replaceAll(CODE_BLOCK, "")
    .matchAll(/^#+ +(.+)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function brokenLinks(document: string): string[] {
  const links = [...textOf(document).replaceAll(CODE_BLOCK, "").matchAll(LINK)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? document : join(dirname(document), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).has(anchor);
  });
}

test.each(DOCUMENTS)("%s links to pages and headings that exist", (document) => {
  expect(brokenLinks(document)).toEqual([]);
});

test("the list of documents has each page, and each decision under its title", () => {
  const index = textOf("docs/README.md");
  const pages = globSync("docs/**/*.md", { cwd: ROOT }).filter((page) => page !== "docs/README.md");
  const missing = pages.filter((page) => {
    const [, number, title] = /^# (\d{3}): (.+)$/m.exec(textOf(page)) ?? [];
    const link = `(${page.slice("docs/".length)})`;
    return !index.includes(number === undefined ? link : `[${number}]${link} ${title}\n`);
  });
  expect(missing).toEqual([]);
});

test.each(PACKAGES)("%s has a README of at most a page, and the files that it names exist", (folder) => {
  const readme = join(folder, "README.md");
  const text = textOf(readme);
  expect(text.split("\n").length).toBeLessThanOrEqual(MAX_LINES);
  const named = [...text.replaceAll(CODE_BLOCK, "").matchAll(NAMED_PATH)].map(([, path = ""]) => path);
  // From the package, from the repository's root, or from the app that shows how a package is used.
  const missing = named.filter((path) => ![folder, ".", "apps/web"].some((base) => existsSync(join(ROOT, base, path))));
  expect(missing).toEqual([]);
});
