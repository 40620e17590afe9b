import { expect, test } from "vitest";
import { cookieValue, withoutCookie } from "./session-cookie.ts";

test.each(["own=x", "own =x", " own\t= x", "own=", "own=x; own=y"])(
  "%j is found under its name, and taken out whole",
  (own) => {
    const header = `first=1; ${own}; owner=2`;
    expect(cookieValue(header, "own")).not.toBeNull();
    expect(withoutCookie(header, "own")).toBe("first=1; owner=2");
  },
);
