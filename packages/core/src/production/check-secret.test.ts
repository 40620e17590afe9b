import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { checkSecret, SERVER_PASSWORD, SIGNING_SECRET } from "./check-secret.ts";

test.each([
  ["", "is not set"],
  ["   ", "is not set"],
  ["better-auth-secret-12345678901234567890", "everybody knows"],
  ["A secret that only this test knows, 32+ letters", "everybody knows"],
  ["secretsecretsecretsecretsecretsecret", "everybody knows"],
  ["changeme-1234567890-1234567890-123", "everybody knows"],
  ["q8Zt", "too short"],
  ["x".repeat(64), "easy to guess"],
  ["ab".repeat(32), "easy to guess"],
  ["abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "easy to guess"],
  ["0123456789012345678901234567890123456789", "easy to guess"],
])("%j %s", (secret, fault) => {
  expect(checkSecret(secret, SIGNING_SECRET)).toContain(fault);
});

test.each(["postgres", "atlas", "Password123!", "hunter2", "aaaaaaaaaaaaaaaa", "123456789012"])(
  "%s lets nobody into a server",
  (password) => {
    expect(checkSecret(password, SERVER_PASSWORD)).not.toBeNull();
  },
);

test("what a machine has drawn will do, in every form that is usual", () => {
  for (let drawn = 0; drawn < 500; drawn += 1) {
    const bytes = createHash("sha256").update(`draw ${drawn}`).digest();
    for (const form of ["hex", "base64url"] as const) {
      expect(checkSecret(bytes.toString(form), SIGNING_SECRET)).toBeNull();
      expect(checkSecret(bytes.subarray(0, 18).toString(form), SERVER_PASSWORD)).toBeNull();
    }
  }
});
