import { expect, test } from "vitest";
import { themeWithoutChoice } from "./night-theme.ts";

test("the theme turns dark at six in the evening of the city and back at six in the morning", () => {
  const inJakarta = (utc: string): string => themeWithoutChoice(new Date(utc), "Asia/Jakarta");
  expect(inJakarta("2026-03-01T10:59:00Z")).toBe("system");
  expect(inJakarta("2026-03-01T11:00:00Z")).toBe("dark");
  expect(inJakarta("2026-03-01T22:59:00Z")).toBe("dark");
  expect(inJakarta("2026-03-01T23:00:00Z")).toBe("system");
});
