import { expect, test } from "vitest";
import { authErrorKey, minutesToWait, restrictionIn } from "./auth-error.ts";

test.each([
  ["839", 14],
  ["61", 2],
  ["60", null],
  ["1", null],
  [undefined, null],
])("after `Retry-After: %s` a person sees so many minutes", (seconds, minutes) => {
  expect(minutesToWait(new Headers(seconds === undefined ? {} : { "retry-after": seconds }))).toBe(minutes);
});

test("a refusal has the library's sentence, else that of Atlas's code, else one for its status", () => {
  expect(authErrorKey({ code: "INVALID_EMAIL_OR_PASSWORD", status: 401 })).toBe("auth.wrongCredentials");
  expect(authErrorKey({ error: { code: "LINK_EXPIRED" }, status: 410 })).toBe("errors.LINK_EXPIRED");
  expect(authErrorKey({ status: 429 })).toBe("errors.RATE_LIMITED");
});

test("the reason and the end of a block are shown, also as the auth client hands them on", () => {
  const until = "2026-12-03T06:22:00.000Z";
  const block = { reason: "a third complaint", until };
  expect(restrictionIn({ ...block, until: new Date(until) })).toEqual(block);
  expect(restrictionIn(block)).toEqual(block);
  expect(restrictionIn({ reason: "a third complaint", until: null })).toEqual({ ...block, until: "" });
  expect(restrictionIn({})).toEqual({ reason: "", until: "" });
});
