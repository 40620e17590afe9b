import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BANNED_WORDS, findBannedWords } from "./banned-words.ts";

const ROOT = join(import.meta.dirname, "../../..");
const READ = /\.(?:ts|tsx|mjs|sql|md|css|yml)$/;
/** What users read, what has run already, what others wrote, and the table itself. */
const PASSED_OVER = /\/messages\/|\/migrations\/|^patches\/|^pnpm-lock\.yaml$|^tools\/checks\/words\//;

test("no file of the tree has a banned word", () => {
  const files = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).split("\n");
  const read = files.filter((file) => READ.test(file) && !PASSED_OVER.test(file));
  expect(read.length).toBeGreaterThan(1_000);
  const found = read.flatMap((file) =>
    findBannedWords(readFileSync(join(ROOT, file), "utf8")).map(
      ({ line, text, word }) => `${file}:${line}: ${text} (instead: ${word.instead})`,
    ),
  );
  expect(found).toEqual([]);
});

test.each([
  "the whoever of a sentence",
  "a driver is told of it",
  "const isTold = true;",
  "const toldToMany = 1;",
  "the function answers a row",
  "every request is answered",
  "answered with a refusal",
  "the worker's figures",
  "interface Figure {",
  "const MOST_PINGS = 5;",
  "await holdOutOrder(tx);",
  "throw new Mendable(message);",
  "judgePing(driver)",
  "each move is judged",
  "a job is buried",
  "a disguise for cars",
  "the shortest way home",
  "a way to end it",
  "the way of a trip",
  "by way of the pickup",
  "in one way only",
  "one offer a driver at most",
  "one record a street",
])("finds the word in “%s”", (line) => {
  expect(findBannedWords(`fine\n${line}`).map((found) => found.line)).toContain(2);
});

test.each([
  "a one-way street of the highway",
  "the ways and nodes of OpenStreetMap",
  "a trip under way ends only by its driver",
  "the driver is on the way to the pickup",
  "a parked car does not stand in the way of others",
  "the rider's answer to the question",
  "await answerTripCheck(ctx, rider, input);",
  "export const FARE_ANSWERS = [];",
  'import { Money } from "@atlas/ui/figures";',
  '<span className="figures whitespace-nowrap">',
  "configure the gateway always",
  'log.error({ queue }, "job.buried");',
  "at most one of a driver's offers",
  "returned, notified, moved to the dead letters",
  "the most that fits",
])("passes “%s”", (line) => {
  expect(findBannedWords(line).map(({ word }) => word.why)).toEqual([]);
});

test("each pattern finds one of the examples above", () => {
  const source = readFileSync(import.meta.filename, "utf8");
  for (const { pattern } of BANNED_WORDS) expect(source).toMatch(pattern);
});
