import { expect, test } from "vitest";
import { DomainError, isErrorCode } from "./errors.ts";
import { acceptedOrThrow } from "./refusal.ts";
import { err, ok } from "./result.ts";

test("an accepted result is its value, though it be nothing", () => {
  expect(acceptedOrThrow(ok(7))).toBe(7);
  expect(acceptedOrThrow(ok(null))).toBeNull();
});

test("a refusal is thrown with its code and its sentence", () => {
  const refuse = (): unknown => acceptedOrThrow(err({ code: "INVALID_AMOUNT", message: "Above zero, please." }));
  expect(refuse).toThrow(DomainError);
  expect(refuse).toThrow(
    expect.objectContaining({ name: "DomainError", code: "INVALID_AMOUNT", message: "Above zero, please." }),
  );
});

test("a refusal that passes by itself says when to try again, the thrower's word before the usual one", () => {
  expect(new DomainError("RATE_LIMITED", "Slow down.").retryAfterS).toBe(1);
  expect(new DomainError("DEPENDENCY_UNAVAILABLE", "Later.").retryAfterS).toBe(2);
  expect(new DomainError("OVERLOADED", "Later.", { retryAfterS: 30 }).retryAfterS).toBe(30);
  expect(new DomainError("FORBIDDEN", "No.").retryAfterS).toBeUndefined();
});

test("what caused a refusal stays with it", () => {
  const cause = new Error("the socket closed");
  expect(new DomainError("DEPENDENCY_UNAVAILABLE", "Later.", { cause }).cause).toBe(cause);
});

test("only the closed codes are codes", () => {
  expect(["FORBIDDEN", "INTERNAL"].map(isErrorCode)).toEqual([true, true]);
  expect(["forbidden", "toString", "", null, 403, ["FORBIDDEN"]].map(isErrorCode)).toEqual(Array(6).fill(false));
});
