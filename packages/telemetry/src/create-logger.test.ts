import { DrizzleQueryError } from "drizzle-orm";
import { expect, test } from "vitest";
import { createLogger } from "./create-logger.ts";

function logged(error: unknown): string {
  const lines: string[] = [];
  const log = createLogger({ name: "test", level: "info", destination: { write: (line) => lines.push(line) } });
  log.error({ err: error, orderId: "42" }, "bug");
  return lines.join("");
}

test("a failed query keeps its text and its cause, and loses its values", () => {
  const cause = Object.assign(new Error("duplicate key value violates unique constraint"), {
    code: "23505",
    detail: "Key (email)=(ayu@example.test) already exists.",
  });
  const line = logged(new DrizzleQueryError("insert into users values ($1)", ["ayu@example.test"], cause));
  expect(line).toContain("insert into users");
  expect(line).toContain("duplicate key value");
  expect(line).toContain("42");
  expect(line).not.toContain("ayu@example.test");
});

test("any other error is logged as it is", () => {
  expect(logged(new TypeError("x is not a function"))).toContain("x is not a function");
  expect(logged("only a text")).toContain("only a text");
});
