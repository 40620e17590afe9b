import { readFileSync } from "node:fs";
import { z } from "zod";

const account = z.object({ id: z.string(), email: z.string(), password: z.string(), token: z.string() });
const schema = z.object({
  gateway: z.string(),
  web: z.string(),
  driver: z.string(),
  admin: z.string(),
  accounts: z.object({ rider: account, driver: account, admin: account, service: account }),
});

/** The stack that the journeys run against. */
export type RunningStack = z.output<typeof schema>;

/** Reads the `stack.json` that ATLAS_STACK_FILE names; the global set-up sets it. */
export function runningStack(): RunningStack {
  const file = process.env["ATLAS_STACK_FILE"];
  if (file === undefined) throw new Error("ATLAS_STACK_FILE is not set");
  return schema.parse(JSON.parse(readFileSync(file, "utf8")));
}
