import { expect, test } from "vitest";
import { readSearchTerms } from "./search-terms.ts";

test.each(["+62 812-3456-7890", "0812 3456 7890", "62812 34567890", "(0062) 812.3456.7890", "81234567890"])(
  "the number %s is one number",
  (typed) => expect(readSearchTerms(typed).phone).toBe("81234567890"),
);

test.each(["B1030AWW", "b 1030 aww", "B-1030-AWW", " b  1030aww "])("the plate %s is one plate", (typed) =>
  expect(readSearchTerms(typed).plate).toBe("B1030AWW"),
);

test("a part of a plate is one, and a name is none", () => {
  expect(readSearchTerms("1030 aww").plate).toBe("1030AWW");
  expect(readSearchTerms("b 10").plate).toBe("B10");
  expect(readSearchTerms("Budi Santoso").plate).toBeNull();
});

test("eight digits of an id, a whole id and a code are found out by their form", () => {
  const id = "0199d3a0-6c1e-7000-8000-0000000000bb";
  expect(readSearchTerms(id.toUpperCase())).toMatchObject({ id, shortId: null, phone: null });
  expect(readSearchTerms("0000 00bb").shortId).toBeNull();
  expect(readSearchTerms(id.slice(-8))).toMatchObject({ id: null, shortId: "000000bb" });
  expect(readSearchTerms("4010")).toMatchObject({ accountCode: "4010", phone: "4010" });
});

test("names keep their letters, in lower case with single spaces", () => {
  expect(readSearchTerms("  Budi \t SANTOSO ")).toMatchObject({ text: "budi santoso", phone: null, id: null });
});
