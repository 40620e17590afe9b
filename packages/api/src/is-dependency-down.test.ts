import { expect, test } from "vitest";
import { isDependencyDown } from "./is-dependency-down.ts";

function withCode(code: string): Error {
  return Object.assign(new Error("no words"), { code });
}

test.each([
  ["a refused connection", withCode("ECONNREFUSED")],
  ["a connection that Postgres closed", withCode("CONNECTION_CLOSED")],
  ["a Postgres that shuts down", withCode("57P01")],
  ["the cause of a failed query", new Error("Failed query", { cause: withCode("CONNECT_TIMEOUT") })],
  ["Redis without a connection", new Error("Connection is closed.")],
  ["a queue without Redis", new Error("Redis is not reachable.")],
])("%s is an outage", (_what, error) => {
  expect(isDependencyDown(error)).toBe(true);
});

test.each([
  ["a bug", new TypeError("x is not a function")],
  ["a violated key", withCode("23505")],
  ["no error at all", "ECONNREFUSED"],
])("%s is none", (_what, error) => {
  expect(isDependencyDown(error)).toBe(false);
});
