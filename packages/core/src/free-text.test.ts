import { describe, expect, test } from "vitest";
import { hasMisplaced, isSeen, onOneLine } from "./free-text.ts";

describe("a text on one line", () => {
  test.each([
    ["  lobby B ", "lobby B"],
    ["lobby B\r\n\r\nring twice", "lobby B ring twice"],
    ["gate\t3\u2028left\u0007", "gate 3 left"],
    ["lobby\u202EB\u202C, \u2066here\u2069", "lobbyB, here"],
    ["\u200Fبوابة ٣\u200E", "بوابة ٣"],
    ["علی‌رضا", "علی‌رضا"],
    ["pagar biru 🛺 nomor 3", "pagar biru 🛺 nomor 3"],
    ["\u0085\n", ""],
  ])("%j is kept as %j", (sent, kept) => {
    expect(onOneLine(sent)).toBe(kept);
    expect(hasMisplaced(onOneLine(sent))).toBe(false);
  });
});

test.each(["a\nb", "a\u202Eb", "\u2067a", "a\u0000"])("%j has what does not belong into a line", (text) => {
  expect(hasMisplaced(text)).toBe(true);
});

test("what is drawn as nothing cannot be seen", () => {
  expect(["\u200B", " \u3164", "\u2800", "a"].map(isSeen)).toEqual([false, false, false, true]);
});
