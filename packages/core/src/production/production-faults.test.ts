import { expect, test } from "vitest";
import { type ProductionFindings, productionFaults, type ProductionSettings } from "./production-faults.ts";

const SOUND: ProductionSettings = {
  addresses: { WEB_URL: "https://atlas.example.com" },
  signingSecrets: { BETTER_AUTH_SECRET: "d0c3f1a97b2e48f6a5c0e9d14b7f3826" },
  passwords: { DATABASE_URL: "xG7-pq0Lw93kTzV2", REDIS_URL: "mN4_rT8yUe51sQaB" },
  keys: { ATLAS_LEDGER_SIGNING_KEY: true },
};
const NOTHING: ProductionFindings = { openDemoAccounts: 0, redisLetsAnybodyIn: false };

test("a sound production has no fault", () => {
  expect(productionFaults(SOUND, NOTHING)).toEqual([]);
});

test.each([
  ["plain HTTP", { addresses: { WEB_URL: "http://atlas.example.com" } }, {}, "WEB_URL is http://atlas.example.com"],
  ["HTTP on this machine", { addresses: { ADMIN_URL: "http://localhost:3002" } }, {}, "ADMIN_URL"],
  ["a word that looks like TLS", { addresses: { WEB_URL: "httpsx://atlas.example.com" } }, {}, "WEB_URL"],
  ["a known secret", { signingSecrets: { BETTER_AUTH_SECRET: "secret" } }, {}, "BETTER_AUTH_SECRET is a value"],
  ["no password", { passwords: { REDIS_URL: null } }, {}, "REDIS_URL has no password"],
  ["a known password", { passwords: { DATABASE_URL: "postgres" } }, {}, "The password in DATABASE_URL is a value"],
  ["no key", { keys: { ATLAS_LEDGER_SIGNING_KEY: false } }, {}, "ATLAS_LEDGER_SIGNING_KEY is not set"],
  ["an open Redis", {}, { redisLetsAnybodyIn: true }, "Redis lets anybody in"],
  ["one demo account", {}, { openDemoAccounts: 1 }, "1 account of the demo can be used"],
  ["demo accounts", {}, { openDemoAccounts: 44 }, "44 accounts of the demo can be used"],
])("%s is one fault", (_, settings, found, fault) => {
  expect(productionFaults({ ...SOUND, ...settings }, { ...NOTHING, ...found })).toEqual([
    expect.stringContaining(fault),
  ]);
});

test("no fault tells a secret", () => {
  const secrets = ["hunter2-hunter2", "abcdefghijklmnopqrstuvwxyzabcdef", "password99"];
  const [password, signing, known] = secrets;
  const faults = productionFaults(
    { ...SOUND, signingSecrets: { A: signing ?? "" }, passwords: { B: password ?? "", C: known ?? "" } },
    NOTHING,
  );
  expect(faults.length).toBeGreaterThan(1);
  for (const secret of secrets) expect(faults.join()).not.toContain(secret);
});
