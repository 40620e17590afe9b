import { expect, test } from "vitest";
import { drawBackupCodes, hashBackupCode, hashBackupCodes } from "./backup-codes.ts";

test("there are ten of 24 letters, none like another, in groups that a person can read", () => {
  const codes = [...drawBackupCodes(), ...drawBackupCodes()];
  expect(new Set(codes).size).toBe(20);
  for (const code of codes) expect(code).toMatch(/^([a-km-z2-9]{4}-){5}[a-km-z2-9]{4}$/);
});

test("what is kept of a list are hashes, and hashes stay what they are", () => {
  const [code = ""] = drawBackupCodes();
  const kept = hashBackupCodes(JSON.stringify([code]));
  expect(kept).toBe(JSON.stringify([hashBackupCode(code)]));
  expect(hashBackupCodes(kept)).toBe(kept);
  expect(hashBackupCode(` ${code.toUpperCase().replaceAll("-", " ")}`)).toBe(hashBackupCode(code));
  expect(hashBackupCode(hashBackupCode(code))).not.toBe(hashBackupCode(code));
});
