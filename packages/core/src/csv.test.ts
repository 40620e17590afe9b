import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("cells that a spreadsheet would run are disarmed", () => {
  expect(csvLine(["=1+1", "+62 812", "-5", "@SUM(A1)", "\tx", "plain", null, 'say "hi", twice'])).toBe(
    `"'=1+1","'+62 812","'-5","'@SUM(A1)","'\tx",plain,,"say ""hi"", twice"\r\n`,
  );
});

test("a text that another separator would part hides no formula behind it", () => {
  expect(csvLine(["gift;=1+1", "a\n@SUM(A1)", "rest | -2", "＝1+1", "two; three"])).toBe(
    `"gift;'=1+1","a\n'@SUM(A1)","rest | '-2","'＝1+1",two; three\r\n`,
  );
});

test("numbers stay numbers", () => {
  expect(csvLine([-210_000n, 0n, 9_223_372_036_854_775_807n])).toBe("-210000,0,9223372036854775807\r\n");
});

test("no cell starts a formula, whatever its text", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (cells) => {
      const line = csvLine(cells);
      for (const cell of parseLine(line)) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
    }),
  );
});

/** RFC 4180, enough to read back what was written. */
function parseLine(line: string): string[] {
  const cells = line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g);
  return [...cells].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "");
}
