import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("cells that a spreadsheet would run are disarmed", () => {
  expect(csvLine(["=1+1", "+62 812", "-5", "@SUM(A1)", "\tx", "plain", null, 'say "hi", twice'])).toBe(
    `"'=1+1","'+62 812","'-5","'@SUM(A1)","'\tx",plain,,"say ""hi"", twice"\r\n`,
  );
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
