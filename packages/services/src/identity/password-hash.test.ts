import { expect, test } from "vitest";
import { hashPassword, isOutdated, isPasswordOf } from "./password-hash.ts";

/** Made by Better Auth 1.7 for `Passwort mit ü`. */
const FORMER =
  "303e8a8e144e6e9a50199ae24b3af3a6:5b72f2d86858eec0749dd1e8dea13d96e9ffdd681e20a0e7f8455c2cb26e2d45e378ba4b9d882838f629e9175cc56bb062969166af3b9456f03fa26054d12c27";

test("a hash names its algorithm and parameters, and has a salt of its own", async () => {
  const [one, other] = [await hashPassword("correct horse"), await hashPassword("correct horse")];
  expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{86}$/);
  expect(other).not.toBe(one);
  expect(isOutdated(one)).toBe(false);
  expect(await isPasswordOf(one, "correct horse")).toBe(true);
  expect(await isPasswordOf(one, "correct horsf")).toBe(false);
});

test("a hash of before verifies and is outdated, and so is one with other parameters", async () => {
  expect(await isPasswordOf(FORMER, "Passwort mit ü")).toBe(true);
  expect(await isPasswordOf(FORMER, "Passwort mit u")).toBe(false);
  expect(isOutdated(FORMER)).toBe(true);
  expect(isOutdated((await hashPassword("x")).replace("p=3", "p=1"))).toBe(true);
});

test("a password is one in whichever form of Unicode it is typed", async () => {
  expect(await isPasswordOf(await hashPassword("Passwort mit ü"), "Passwort mit u\u0308")).toBe(true);
  expect(await isPasswordOf(FORMER, "Passwort mit u\u0308")).toBe(true);
});

test.each(["", "a:b", "$scrypt$ln=15,r=8,p=3$$", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA", "closed:$scrypt$"])(
  "what is no hash (%s) is nobody's password",
  async (hash) => {
    expect(await isPasswordOf(hash, "")).toBe(false);
    expect(isOutdated(hash)).toBe(true);
  },
);
