import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { ROOT } from "@atlas/stack/paths";
import { z } from "zod";

const stackSchema = z.object({ databaseUrl: z.string() });

/**
 * The database of a command: that of `DATABASE_URL`, else of the running stack.
 * @throws UserFixableError when there is neither
 */
export async function databaseUrlOf(env: NodeJS.ProcessEnv): Promise<string> {
  const given = env["DATABASE_URL"];
  if (given !== undefined) return given;
  const stack = join(ROOT, ".atlas", "stack.json");
  if (!existsSync(stack)) throw new UserFixableError("Set DATABASE_URL, or run `npm start` first.");
  return stackSchema.parse(JSON.parse(await readFile(stack, "utf8"))).databaseUrl;
}
