import { describe, expect, test } from "vitest";

import { errorCodeOf } from "./error-code.ts";

describe("the code of a failed request", () => {
  test("a tRPC refusal carries it in its data", () => {
    expect(errorCodeOf({ data: { atlasCode: "INSUFFICIENT_FUNDS", httpStatus: 402 } })).toBe("INSUFFICIENT_FUNDS");
  });

  test("a REST body carries it in its error", () => {
    expect(errorCodeOf({ error: { code: "QUOTE_EXPIRED", message: "…" } })).toBe("QUOTE_EXPIRED");
  });

  test("a fetch that never got a response is a network error", () => {
    expect(errorCodeOf(new TypeError("Failed to fetch"))).toBe("NETWORK");
  });

  test("a code that Atlas does not have is not passed on", () => {
    expect(errorCodeOf({ data: { atlasCode: "toString" } })).toBe("INTERNAL");
    expect(errorCodeOf(null)).toBe("INTERNAL");
  });
});
