import { createHash, randomBytes } from "node:crypto";

/** A person who finds a key somewhere, or looks for lost ones, recognises it by this. */
const PREFIX = "atlas_sk_";
const KEY_BYTES = 32;
const KEPT = "key:";
/** Of `sessions.token`: the keys among them. */
export const KEPT_PATTERN = `${KEPT}%`;

/** A new key of a service account, which it sends as its bearer token. */
export function drawServiceKey(): string {
  return `${PREFIX}${randomBytes(KEY_BYTES).toString("base64url")}`;
}

/** What Atlas keeps of a key, where a session has its token: nobody gets in with it. */
export function keptOf(key: string): string {
  return `${KEPT}${createHash("sha256").update(key).digest("hex")}`;
}

/** Whether a bearer token is a key. */
export function isServiceKey(bearer: string): boolean {
  return bearer.startsWith(PREFIX);
}

/** Whether it is what Atlas keeps of a key: a client that sends that has seen the database and not the key. */
export function isKept(bearer: string): boolean {
  return bearer.startsWith(KEPT);
}
