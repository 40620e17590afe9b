import { expect, test } from "vitest";
import { parseAmountText } from "./amount-text.ts";

test("rupiah are read with any thousands separator", () => {
  for (const text of ["200000", "200.000", "200,000", " 200 000 "]) expect(parseAmountText(text, "IDR")).toBe("200000");
});

test("cents are read where a currency has them", () => {
  expect(parseAmountText("12.5", "USD")).toBe("1250");
  expect(parseAmountText("1,234.56", "USD")).toBe("123456");
  expect(parseAmountText("12", "EUR")).toBe("1200");
});

test("what is no amount above zero is refused", () => {
  for (const text of ["", "0", "-5", "abc", "1e5", "99999999999999999"])
    expect(parseAmountText(text, "IDR")).toBeNull();
});
