import { expect, test } from "vitest";
import { isObviousPassword } from "./obvious-password.ts";

const OWNER = { email: "siti.rahma88@example.com", name: "Siti Rahmawati Ñusa" };
const PLACES = ["jakarta", "Jakarta Selatan"];

test.each([
  "atlas2026!",
  "AtlasJakarta",
  "jakarta-selatan-1",
  "siti.rahma88",
  "SitiRahmawati",
  "nusa12345",
  "Siti@example.com",
  "driver-1-2-3",
  "atlas-admin-xyz",
  "passwordsiti",
])("%s is what anybody would guess first", (password) => {
  expect(isObviousPassword(password, OWNER, PLACES)).toBe(true);
});

test.each(["correct horse battery", "jakarta drowns in june", "9481 5523 0917", "rahma likes mangoes", "Kuda Lumping"])(
  "%s is not",
  (password) => {
    expect(isObviousPassword(password, OWNER, PLACES)).toBe(false);
  },
);

test("an owner without a name, or with one of a letter, has a word less", () => {
  expect(isObviousPassword("obama rides", { email: "o@b.co", name: "O" }, [])).toBe(false);
  expect(isObviousPassword("obama rides", { email: "o@b.co" }, [])).toBe(false);
});
