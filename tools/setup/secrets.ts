import { createECDH, generateKeyPairSync, randomBytes } from "node:crypto";
import type { EnvEntry } from "./env-file.ts";

const PASSWORD_BYTES = 24;
const SECRET_BYTES = 32;

/** Every secret that an installation needs and nobody has to choose. Passwords are hexadecimal: they stand in URLs. */
export function drawSecrets(): readonly EnvEntry[] {
  const password = (): string => randomBytes(PASSWORD_BYTES).toString("hex");
  return [
    {
      name: "POSTGRES_PASSWORD",
      value: password(),
      comment: "Of the owner of the database, whom only migrate and setup are.",
    },
    { name: "POSTGRES_SERVERS_PASSWORD", value: password(), comment: "Of the log-in of gateway and worker." },
    {
      name: "POSTGRES_AUTH_PASSWORD",
      value: password(),
      comment: "Of the log-in that the gateway signs people in with.",
    },
    { name: "REDIS_PASSWORD", value: password(), comment: "Anyone who has it reads and writes every job." },
    {
      name: "BETTER_AUTH_SECRET",
      value: randomBytes(SECRET_BYTES).toString("hex"),
      comment: "Signs sessions. A new one signs everybody out.",
    },
    {
      name: "ATLAS_LINK_SECRET",
      value: randomBytes(SECRET_BYTES).toString("hex"),
      comment: "Signs the links in mails. A new one invalidates links that have been sent.",
    },
    {
      name: "ATLAS_PUSH_KEY",
      value: drawPushKey(),
      comment: "Signs what is pushed to riders' browsers. With a new one each browser subscribes anew.",
    },
    {
      name: "ATLAS_LEDGER_SIGNING_KEY",
      value: drawSigningKey(),
      comment: "Signs the exported heads of the ledger's chain. Keep a copy of its public key elsewhere.",
    },
    { name: "GRAFANA_PASSWORD", value: password(), comment: "Of Grafana's admin." },
  ];
}

/** A private key of P-256 (VAPID), as hexadecimal. */
function drawPushKey(): string {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  return pair.getPrivateKey("hex").padStart(2 * SECRET_BYTES, "0");
}

/** Ed25519 in PEM (PKCS8), on one line: line breaks as `\n`. */
function drawSigningKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString().trim().replaceAll("\n", "\\n");
}
