import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

const REQUIRED = {
  DATABASE_URL: "postgres://127.0.0.1/atlas",
  REDIS_URL: "redis://127.0.0.1",
  BETTER_AUTH_SECRET: "x".repeat(32),
  ATLAS_LINK_SECRET: "y".repeat(32),
};

test("what is not set has the local stack's values, and the demo is off", () => {
  expect(readConfig(REQUIRED)).toMatchObject({
    host: "127.0.0.1",
    port: 8085,
    appUrls: { web: "http://localhost:3000", driver: "http://localhost:3001", admin: "http://localhost:3002" },
    publicUrl: "http://localhost:8085",
    cityDir: null,
    isDemo: false,
  });
});

test.each([
  ["DATABASE_URL", ""],
  ["BETTER_AUTH_SECRET", "short"],
  ["ATLAS_LINK_SECRET", "short"],
  ["GATEWAY_PORT", "70000"],
  ["WEB_URL", "localhost"],
  ["ATLAS_DEMO", "yes"],
  ["ATLAS_PAYMENTS", "test"],
  ["ATLAS_PAYMENTS", "paypal"],
  ["ATLAS_LEDGER_SIGNING_KEY", "no key"],
])("%s=%s is refused by name", (name, value) => {
  expect(() => readConfig({ ...REQUIRED, [name]: value })).toThrow(name);
});
