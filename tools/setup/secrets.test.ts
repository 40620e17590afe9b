import { createECDH, createPrivateKey } from "node:crypto";
import { checkSecret, SERVER_PASSWORD, SIGNING_SECRET } from "@atlas/core/production/check-secret";
import { expect, test } from "vitest";
import { drawSecrets } from "./secrets.ts";

function draw(): Record<string, string> {
  return Object.fromEntries(drawSecrets().map(({ name, value }) => [name, value]));
}

test("passwords and the secret of sessions pass the judgement of production, and are drawn anew each time", () => {
  const [one, two] = [draw(), draw()];
  for (const [name, value] of Object.entries(one)) {
    expect(two[name]).not.toBe(value);
    if (name.endsWith("PASSWORD")) expect(checkSecret(value, SERVER_PASSWORD)).toBeNull();
  }
  for (const name of ["BETTER_AUTH_SECRET", "ATLAS_LINK_SECRET"]) {
    expect(checkSecret(one[name] ?? "", SIGNING_SECRET)).toBeNull();
  }
  expect(new Set(Object.values(one)).size).toBe(Object.keys(one).length);
});

test("the ledger's key is Ed25519, on one line", () => {
  const pem = draw()["ATLAS_LEDGER_SIGNING_KEY"] ?? "";
  expect(pem).not.toContain("\n");
  expect(createPrivateKey(pem.replaceAll("\\n", "\n")).asymmetricKeyType).toBe("ed25519");
});

test("the key of notices is one of P-256, as hexadecimal", () => {
  const key = draw()["ATLAS_PUSH_KEY"] ?? "";
  expect(key).toMatch(/^[\da-f]{64}$/);
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(key, "hex");
  expect(pair.getPublicKey()).toHaveLength(65);
});
