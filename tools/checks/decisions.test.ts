import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "@atlas/stack/paths";
import { expect, test } from "vitest";

const FOLDER = join(ROOT, "docs", "decisions");
const decisions = readdirSync(FOLDER);
const pages = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md"].map((name) => join(ROOT, name)),
  ...[join(ROOT, "docs"), FOLDER].flatMap((dir) =>
    readdirSync(dir).flatMap((name) => (name.endsWith(".md") ? [join(dir, name)] : [])),
  ),
];

function numberOf(file: string): string {
  return file.slice(0, 3);
}

test("each decision has a number of its own, and begins with it", () => {
  const numbers = decisions.map(numberOf);
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
  const headings = decisions.map((file) => readFileSync(join(FOLDER, file), "utf8").slice(0, 7));
  expect(headings).toEqual(decisions.map((file) => `# ${numberOf(file)}: `));
});

test("what links to a decision finds it, under its number", () => {
  const links = pages.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/\[([^\]]*)\]\(((?:[\w./-]*\/)?\d{3}-[\w-]+\.md)[^)]*\)/g)].map(
      ([, text = "", path = ""]) => ({ page, text, path }),
    ),
  );
  expect(links.length).toBeGreaterThan(decisions.length);
  expect(links.filter(({ page, path }) => !existsSync(join(dirname(page), path)))).toEqual([]);
  const numbered = links.filter(({ text }) => /^\d{3}$/.test(text));
  expect(numbered.filter(({ text, path }) => numberOf(path.split("/").at(-1) ?? "") !== text)).toEqual([]);
});
