import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const account = z.object({ id: z.string(), email: z.string(), password: z.string(), token: z.string() });

const schema = z.object({
  gateway: z.url(),
  web: z.url(),
  driver: z.url(),
  admin: z.url(),
  databaseUrl: z.string(),
  redisUrl: z.string(),
  accounts: z.object({ rider: account, driver: account, admin: account, service: account }),
});

/** What other programs need to know of a running stack: addresses, servers and signed-in demo accounts. */
export type StackFile = z.output<typeof schema>;
export type StackAccount = z.output<typeof account>;

/** Writes the file at once and readable by its owner only, for it holds passwords and tokens. */
export function writeStackFile(file: string, stack: StackFile): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

export function removeStackFile(file: string): void {
  rmSync(file, { force: true });
}

/** The stack that the file describes, or undefined when there is none. */
export function readStackFile(file: string): StackFile | undefined {
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}
