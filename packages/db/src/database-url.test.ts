import { expect, test } from "vitest";
import { isDatabaseUrl, logInOf, withDatabase, writableHost } from "./database-url.ts";

const MANY = "postgres://ann:p%40ss%3Aword@one:5432,two:5433/atlas?target_session_attrs=read-write";

test.each(["postgres://localhost/atlas", "postgresql://ann@[::1]:5432/atlas", "postgres://one,two:5433/atlas", MANY])(
  "%s is an address",
  (url) => expect(isDatabaseUrl(url)).toBe(true),
);

test.each([
  "",
  "localhost",
  "http://localhost/atlas",
  "postgres://",
  "postgres://one:port/atlas",
  "postgres://one,,two/a",
])("%j is none", (text) => expect(isDatabaseUrl(text)).toBe(false));

test("the log-in is read as it was before it was put into a URL", () => {
  expect(logInOf(MANY)).toEqual({ username: "ann", password: "p@ss:word" });
  expect(logInOf("postgres://ann@one/atlas")).toEqual({ username: "ann", password: "" });
  expect(logInOf("postgres://ann:p@ss@one/atlas")).toEqual({ username: "ann", password: "p@ss" });
  expect(logInOf("postgres://one,two/atlas")).toEqual({ username: "", password: "" });
});

test("another database of the same servers keeps the rest", () => {
  expect(withDatabase(MANY, "test 1")).toBe(MANY.replace("/atlas", "/test%201"));
  expect(withDatabase("postgres://one", "x")).toBe("postgres://one/x");
});

test("of several hosts the one that may be written to is asked for, unless the URL says otherwise", () => {
  expect(writableHost("postgres://one,two/atlas")).toEqual({ target_session_attrs: "read-write" });
  expect(writableHost("postgres://one/atlas")).toEqual({});
  expect(writableHost(MANY)).toEqual({});
});
