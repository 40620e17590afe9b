import { expect, test } from "vitest";
import { parseAmountText } from "./amount-text.ts";

test("rupiah are read with any thousands separator", () => {
  for (const text of ["200000", "200.000", "200,000", " 200 000 ", "Rp 200.000", "rp200000", "IDR 200,000"])
    expect(parseAmountText(text, "IDR")).toBe("200000");
});

test("cents are read where a currency has them", () => {
  expect(parseAmountText("12.5", "USD")).toBe("1250");
  expect(parseAmountText("1,234.56", "USD")).toBe("123456");
  expect(parseAmountText("12", "EUR")).toBe("1200");
  expect(parseAmountText("₹ 1,00,000.50", "INR")).toBe("10000050");
});

test("what is no amount above zero is refused", () => {
  for (const text of ["", "0", "-5", "abc", "1e5", "99999999999999999", "Rp", "$5"])
    expect(parseAmountText(text, "IDR")).toBeNull();
});

test("what is separated in other places than thousands is refused rather than read as more", () => {
  for (const text of ["1.5", "12.50", "1.000.00", "1,00", "50 0", "1..000", ".500"])
    expect(parseAmountText(text, "IDR")).toBeNull();
  for (const text of ["1.5.0", "12.345.6.7", "1,23.45"]) expect(parseAmountText(text, "USD")).toBeNull();
});
