import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@atlas/stack/paths";
import { expect, test } from "vitest";

/** What the servers call of cryptography, by file. What it is for stands in docs/security.md, "Keys and algorithms". */
const USES: Readonly<Record<string, readonly string[]>> = {
  "apps/gateway/src/auth/backup-codes.ts": ["createHash sha256", "randomBytes"],
  "apps/gateway/src/auth/cookie-signer.ts": ["createHmac sha256", "timingSafeEqual"],
  "apps/gateway/src/auth/device-cookie.ts": ["createHash sha256", "randomBytes"],
  "apps/gateway/src/auth/secret-versions.ts": ["createHash sha256"],
  "apps/gateway/src/auth/sign-in-limit.ts": ["createHash sha256"],
  "apps/gateway/src/config.ts": ["createPrivateKey"],
  "apps/gateway/src/rest/open-api.ts": ["createHash sha256"],
  "apps/gateway/src/rest/respond-once.ts": ["createHash sha256"],
  "apps/gateway/src/start-gateway.ts": ["randomInt"],
  "packages/db/src/functions/read-sql-files.ts": ["createHash sha256"],
  "packages/ports/src/payments/built-in-provider.ts": ["createHmac sha256", "timingSafeEqual"],
  "packages/ports/src/payments/midtrans-payments.ts": ["createHash sha512", "timingSafeEqual"],
  "packages/ports/src/payments/xendit-payments.ts": ["createHash sha256", "timingSafeEqual"],
  "packages/ports/src/push/push-config.ts": ["createECDH prime256v1"],
  "packages/services/src/identity/link-tokens.ts": ["createHmac sha256", "timingSafeEqual"],
  "packages/services/src/identity/password-hash.ts": ["randomBytes", "scrypt", "timingSafeEqual"],
  "packages/services/src/ledger/audit/chain-head.ts": ["createPublicKey", "sign", "verify"],
  "packages/services/src/notifications/subscribe.ts": ["ECDH"],
  "packages/services/src/sessions/service-key.ts": ["createHash sha256", "randomBytes"],
  "packages/services/src/tracker/live-map/redis-script.ts": ["createHash sha1"],
  "packages/services/src/tracker/watching/anonymous-key.ts": ["hash sha256", "randomBytes"],
  "packages/telemetry/src/export-traces.ts": ["randomUUID"],
};

/** Each import of Node's cryptography, with the algorithm where the file names one for it. */
function usesIn(text: string): string[] {
  const [, imports = ""] = /import \{([^}]+)\} from "node:crypto"/.exec(text) ?? [];
  const names = imports.split(",").flatMap((part) => (part.includes("type ") ? [] : [part.trim()]));
  return names
    .flatMap((name) => {
      const algorithms = [...text.matchAll(new RegExp(`\\b${name}\\("(\\w+)"`, "g"))].map(([, found = ""]) => found);
      return algorithms.length === 0 ? [name] : [...new Set(algorithms)].map((algorithm) => `${name} ${algorithm}`);
    })
    .toSorted();
}

test("the servers use cryptography where the list says, by the algorithms that it says, and from Node only", () => {
  const found: Record<string, string[]> = {};
  for (const file of globSync("{apps/gateway,apps/worker,packages/*}/src/**/*.ts", { cwd: ROOT })) {
    if (/\.test\.ts$|\/testing\/|\/test-|city-builder/.test(file)) continue;
    const text = readFileSync(join(ROOT, file), "utf8");
    if (text.includes('"node:crypto"')) found[file] = usesIn(text);
    expect([
      file,
      /from "(?:crypto|crypto-js|bcrypt\w*|argon2|@noble\/\w+|node-forge|jsonwebtoken|jose)"/.test(text),
    ]).toEqual([file, false]);
  }
  expect(found, 'what is new belongs into this list and into "Keys and algorithms" of docs/security.md').toEqual(USES);
});
