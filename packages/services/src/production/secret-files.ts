import { readFileSync } from "node:fs";

type Env = Readonly<Record<string, string | undefined>>;

/** Settings that are secrets, or have one in them. Each may stand in a file, such as a container's secret, that `<name>_FILE` names. */
export const SECRET_SETTINGS = [
  "DATABASE_URL",
  "ATLAS_SERVERS_DATABASE_URL",
  "ATLAS_AUTH_DATABASE_URL",
  "REDIS_URL",
  "BETTER_AUTH_SECRET",
  "BETTER_AUTH_SECRET_PREVIOUS",
  "ATLAS_LINK_SECRET",
  "ATLAS_LINK_SECRET_PREVIOUS",
  "ATLAS_LEDGER_SIGNING_KEY",
  "ATLAS_SMTP_URL",
  "ATLAS_STRIPE_SECRET_KEY",
  "ATLAS_STRIPE_WEBHOOK_SECRET",
  "ATLAS_MIDTRANS_SERVER_KEY",
  "ATLAS_XENDIT_SECRET_KEY",
  "ATLAS_XENDIT_CALLBACK_TOKEN",
  "ATLAS_PUSH_KEY",
] as const;

/** Secrets in files that a process is configured with and cannot read. The message names no secret. */
export class SecretFileFault extends Error {
  override readonly name = "SecretFileFault";
}

/**
 * The environment with the secrets that stand in files; a line break at the end of a file does not count.
 * @throws SecretFileFault that names each file which cannot be read, is empty, or is beside the setting itself
 */
export function withSecretFiles(env: Env): Env {
  const faults: string[] = [];
  const read = SECRET_SETTINGS.flatMap((name): [string, string][] => {
    const file = env[`${name}_FILE`] ?? "";
    if (file === "") return [];
    const secret = readSecret(file);
    if ((env[name] ?? "") !== "") faults.push(`${name} and ${name}_FILE are both set.`);
    else if (secret === null) faults.push(`${name}_FILE: ${file} cannot be read.`);
    else if (secret === "") faults.push(`${name}_FILE: ${file} is empty.`);
    else return [[name, secret]];
    return [];
  });
  if (faults.length > 0) throw new SecretFileFault(faults.map((fault) => `  - ${fault}`).join("\n"));
  return { ...env, ...Object.fromEntries(read) };
}

function readSecret(file: string): string | null {
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch {
    return null;
  }
}
