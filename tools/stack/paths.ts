import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** What outlives one stack and is shared by all of them: fetched programs and build locks. */
export const CACHE_DIR = join(ROOT, ".atlas", "cache");

/** Where one stack keeps everything that it writes. */
export interface StateDirs {
  readonly state: string;
  readonly logs: string;
  readonly run: string;
  readonly postgres: string;
  readonly redis: string;
  readonly stackFile: string;
}

/** The folders under a state folder, which may be relative to the repository's root. */
export function stateDirs(state: string): StateDirs {
  const root = resolve(ROOT, state);
  return {
    state: root,
    logs: join(root, "logs"),
    run: join(root, "run"),
    postgres: join(root, "postgres"),
    redis: join(root, "redis"),
    stackFile: join(root, "stack.json"),
  };
}
