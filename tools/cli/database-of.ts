import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { readSettings } from "@atlas/stack/settings";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { stateDirs } from "@atlas/stack/paths";
import { z } from "zod";

const stackSchema = z.object({ databaseUrl: z.string() });

/**
 * The database of a command: that of `DATABASE_URL`, else of the running stack.
 * @throws UserFixableError when there is neither
 */
export async function databaseUrlOf(env: NodeJS.ProcessEnv): Promise<string> {
  const given = env["DATABASE_URL"];
  if (given !== undefined) return given;
  const { stackFile } = stateDirs(readSettings(env).ATLAS_STATE_DIR);
  if (!existsSync(stackFile)) throw new UserFixableError("Set DATABASE_URL, or run `npm start` first.");
  return stackSchema.parse(JSON.parse(await readFile(stackFile, "utf8"))).databaseUrl;
}
