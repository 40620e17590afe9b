import { DomainError } from "@atlas/core/errors";
import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { refusalOf } from "./error-of.ts";
import { amountSchema, placeSchema } from "@atlas/core/fields";

function issuesOf(schema: z.ZodType, input: unknown): unknown {
  return schema.safeParse(input).error;
}

describe("refusalOf", () => {
  test("a refusal keeps its code, sentence and status, also inside a tRPC error", () => {
    const refusal = new DomainError("ACCOUNT_FROZEN", "The wallet is frozen.");
    const view = { code: "ACCOUNT_FROZEN", message: "The wallet is frozen.", httpStatus: 423 };
    expect(refusalOf(refusal)).toEqual(view);
    expect(refusalOf(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: refusal }))).toEqual(view);
  });

  test.each([
    ["coordinates", z.object({ pickup: placeSchema }), { pickup: { lat: 91, lng: 0 } }, "INVALID_COORDINATES"],
    ["not a number", z.object({ pickup: placeSchema }), { pickup: { lat: Number.NaN, lng: 0 } }, "INVALID_COORDINATES"],
    ["REST coordinates", z.object({ pickup_long: z.number() }), { pickup_long: null }, "INVALID_COORDINATES"],
    ["amounts", z.object({ amountMinor: amountSchema }), { amountMinor: "-1" }, "INVALID_AMOUNT"],
    ["missing amounts", z.object({ amountMinor: amountSchema }), {}, "INVALID_AMOUNT"],
    ["anything else", z.object({ stars: z.int() }), { stars: 1.5 }, "INVALID_INPUT"],
  ])("misshapen %s have a code of their own", (_what, schema, input, code) => {
    expect(refusalOf(issuesOf(schema, input))).toMatchObject({ code });
  });

  test("a refusal that passes by itself says when to try again", () => {
    expect(refusalOf(new DomainError("OVERLOADED", "Busy."))).toMatchObject({ httpStatus: 503, retryAfterS: 1 });
    expect(refusalOf(new DomainError("RATE_LIMITED", "Wait.", { retryAfterS: 41 }))).toMatchObject({ retryAfterS: 41 });
    expect(refusalOf(new DomainError("NOT_FOUND", "Nothing."))).not.toHaveProperty("retryAfterS");
  });

  test.each(["22021", "22P05"])("what Postgres cannot store (%s) is the caller's mistake", (code) => {
    const refused = new Error("a query failed", { cause: Object.assign(new Error("0x00"), { code }) });
    expect(refusalOf(refused)).toMatchObject({ code: "INVALID_INPUT", httpStatus: 400 });
    expect(refusalOf(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: refused }))).toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  test("a bug is not a refusal", () => {
    expect(refusalOf(new Error("undefined is not a function"))).toBeNull();
    expect(refusalOf(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: new Error("x") }))).toBeNull();
  });

  test("a body that is not JSON is malformed", () => {
    expect(refusalOf(new TRPCError({ code: "PARSE_ERROR" }))).toMatchObject({ code: "MALFORMED_REQUEST" });
  });
});
