import { describe, expect, test } from "vitest";
import { emailAddressSchema, imageUrlSchema, localeSchema, personNameSchema, phoneSchema } from "./profile-fields.ts";

describe("a name", () => {
  test.each([
    ["  Siti Nurhaliza ", "Siti Nurhaliza"],
    ["Nguye\u0302\u0303n", "Nguyễn"],
    ["علی‌رضا", "علی‌رضا"],
    ["क्षितिज", "क्षितिज"],
    ["李", "李"],
    ["O'Brien-Smith", "O'Brien-Smith"],
    ["🛺", "🛺"],
    ["x".repeat(100), "x".repeat(100)],
  ])("%j is kept as %j", (sent, kept) => {
    expect(personNameSchema.parse(sent)).toBe(kept);
  });

  test.each([
    ["nothing", ""],
    ["spaces", " \u00A0\u3000 "],
    ["a zero-width space", "\u200B"],
    ["joiners", "\u200D\u200C"],
    ["a Hangul filler", "\u3164"],
    ["a blank of Braille", "\u2800"],
    ["a mark alone", "\u0301"],
    ["tags", "\u{E0041}"],
    ["two lines", "Ana\nAdmin"],
    ["a turned direction", "Ana\u202Enimda"],
    ["101 letters", "x".repeat(101)],
    ["an array", ["Ana"]],
    ["null", null],
  ])("%s is refused", (_what, sent) => {
    expect(personNameSchema.safeParse(sent).success).toBe(false);
  });
});

describe("an e-mail address", () => {
  test("is trimmed and in lower case", () => {
    expect(emailAddressSchema.parse("  Ana@Example.COM ")).toBe("ana@example.com");
  });

  test("in other letters is refused with the reason", () => {
    for (const sent of ["josé@example.com", "ана@example.com", "ana@exämple.com"]) {
      expect(emailAddressSchema.safeParse(sent).error?.issues).toMatchObject([
        { message: expect.stringContaining("without accents") },
      ]);
    }
  });

  test.each(["", "ana", "ana@", `${"a".repeat(250)}@example.com`])("%j is refused", (sent) => {
    expect(emailAddressSchema.safeParse(sent).success).toBe(false);
  });
});

test.each([
  [phoneSchema, ["+62 800 0000 01", "(021) 555-0100"], ["", "call me", "+1", "1".repeat(16), "+62;1234567", 5]],
  [
    imageUrlSchema,
    ["https://example.com/a.png"],
    ["javascript:alert(1)", "data:image/png;base64,AA", "http://example.com/a.png", "//example.com", "x".repeat(3_000)],
  ],
  [localeSchema, ["id", "en-GB", "zh-Hant-TW"], ["", "../../etc", "x", "e".repeat(40), ["id"]]],
])("schema %#", (schema, kept, refused) => {
  for (const sent of kept) expect(schema.parse(sent)).toBe(sent);
  for (const sent of refused) expect([sent, schema.safeParse(sent).success]).toEqual([sent, false]);
});
