import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";

const CODES = 10;
/** 24 letters of 32: 120 bits, so that a plain hash keeps them. */
const BYTES = 15;
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const HASH = /^sha256:[\w-]{43}$/;

/** Codes that take the place of an authenticator app, each once, as a person reads and types them. */
export function drawBackupCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const bits = [...randomBytes(BYTES)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const letters = (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET.charAt(Number.parseInt(five, 2)));
    return (letters.join("").match(/.{4}/g) ?? []).join("-");
  });
}

/** What is kept of a code that a person types: its hash, whatever spaces, dashes and capitals are in it. */
export function hashBackupCode(typed: string): string {
  const letters = typed.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return `sha256:${createHash("sha256").update(letters).digest("base64url")}`;
}

/** A JSON list of codes as it is kept. Those that are hashes already are what was left of a kept list. */
export function hashBackupCodes(codes: string): string {
  const list = z.array(z.string()).parse(JSON.parse(codes));
  return JSON.stringify(list.map((code) => (HASH.test(code) ? code : hashBackupCode(code))));
}
