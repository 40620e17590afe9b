import { appendFileSync, chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { UserFixableError } from "@atlas/stack/user-fixable-error";

/** What an environment file says, by name; nothing when there is none. An empty value counts as none. */
export function readEnvFile(file: string): Readonly<Record<string, string>> {
  if (!existsSync(file)) return {};
  const said = Object.entries(parseEnv(readFileSync(file, "utf8")));
  return Object.fromEntries(
    said.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value]])),
  );
}

export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** Stands above it. */
  readonly comment: string;
}

/**
 * Adds to the file what it does not say yet; what it says stays as it is. Only its owner can read it afterwards: it holds every secret
 * of the installation. Returns the names that were added.
 */
export function addToEnvFile(file: string, entries: readonly EnvEntry[]): readonly string[] {
  const known = readEnvFile(file);
  const missing = entries.filter(({ name }) => known[name] === undefined);
  if (!existsSync(file)) writeFileSync(file, "", { mode: 0o600, flag: "wx" });
  if (!statSync(file).isFile()) throw new UserFixableError(`${file} is no file. Name another one with --secrets-file.`);
  chmodSync(file, 0o600);
  dropEmpty(file, missing);
  for (const { name, value, comment } of missing) {
    // A shell, compose and Node each read it as it is; between single quotes where there is a blank.
    if (!/^(?:[\w ./:+=@-]|\\n)+$/.test(value))
      throw new Error(`the value of ${name} does not fit into an environment file`);
    appendFileSync(file, `# ${comment}\n${name}=${/[ \\]/.test(value) ? `'${value}'` : value}\n`);
  }
  return missing.map(({ name }) => name);
}

/** Takes lines such as `NAME=` out: of two lines with one name compose would take the later one, and a reader the first. */
function dropEmpty(file: string, missing: readonly EnvEntry[]): void {
  const names = new Set(missing.map(({ name }) => name));
  const text = readFileSync(file, "utf8");
  const kept = text
    .split("\n")
    .filter((line) => !names.has(/^(?:export +)?(\w+)=\s*(?:""|'')?\s*$/.exec(line)?.[1] ?? ""));
  if (kept.length > 0 && kept.at(-1) !== "") kept.push("");
  writeFileSync(file, kept.join("\n"));
}
