import { expect, test } from "vitest";
import { isDependencyDown } from "./is-dependency-down.ts";

function withCode(code: string): Error {
  return Object.assign(new Error("no words"), { code });
}

function named(name: string): Error {
  return Object.assign(new Error("no words"), { name });
}

function nested(cause: Error, times: number): Error {
  return times === 0 ? cause : nested(new Error("no words", { cause }), times - 1);
}

/** One that is its own cause. */
function endless(): Error {
  const error = new Error("no words");
  error.cause = error;
  return error;
}

test.each([
  ["a refused connection", withCode("ECONNREFUSED")],
  ["a connection that Postgres closed", withCode("CONNECTION_CLOSED")],
  ["a Postgres that shuts down", withCode("57P01")],
  ["the cause of a failed query", new Error("Failed query", { cause: withCode("CONNECT_TIMEOUT") })],
  ["a disk that is full", withCode("53100")],
  ["a Postgres that has no connection left", withCode("53300")],
  ["a Postgres that may only be read", withCode("25006")],
  ["a lock that was not had in time", withCode("55P03")],
  ["a statement that ran out of time", withCode("57014")],
  ["a transaction that ran out of time", withCode("25P04")],
  ["a deadlock", withCode("40P01")],
  ["a lost connection", withCode("08006")],
  ["a connection that has gone silent", withCode("CONNECTION_SILENT")],
  ["a pool without a free connection", withCode("CONNECTIONS_BUSY")],
  ["a Redis that does not answer", new Error("Command timed out")],
  ["a Redis at maxmemory", new Error("OOM command not allowed when used memory > 'maxmemory'.")],
  ["a Redis that is loading", new Error("LOADING Redis is loading the dataset in memory")],
  ["Redis without a connection", new Error("Connection is closed.")],
  ["a queue without Redis", new Error("Redis is not reachable.")],
  ["a Redis that was tried for too long", named("MaxRetriesPerRequestError")],
  ["a cause four errors deep", nested(withCode("ECONNRESET"), 4)],
])("%s is an outage", (_what, error) => {
  expect(isDependencyDown(error)).toBe(true);
});

test.each([
  ["a bug", new TypeError("x is not a function")],
  ["a violated key", withCode("23505")],
  ["a value that does not fit", withCode("22003")],
  ["a wrong type in Redis", new Error("WRONGTYPE Operation against a key holding the wrong kind of value")],
  ["no error at all", "ECONNREFUSED"],
  ["a cause deeper than anybody wraps", nested(withCode("ECONNRESET"), 5)],
  ["an error that is its own cause", endless()],
  ["a code that only begins like one", withCode("08006x")],
  ["a code that only ends like one", withCode("x08006")],
  ["a code that is a number", Object.assign(new Error("no words"), { code: 57_014 })],
  ["words that quote Redis", new Error("the page says: Connection is closed.")],
  ["words that quote a reply of Redis", new Error("not LOADING Redis")],
])("%s is none", (_what, error) => {
  expect(isDependencyDown(error)).toBe(false);
});
