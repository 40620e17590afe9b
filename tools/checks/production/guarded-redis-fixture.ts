import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "@atlas/stack/ports";
import { startRedis } from "@atlas/stack/redis";

export interface GuardedRedis extends AsyncDisposable {
  readonly url: string;
}

/** A Redis of its own that asks for a password, as that of a production does. `settings` are added to its configuration. */
export async function startGuardedRedis(settings: Readonly<Record<string, string>> = {}): Promise<GuardedRedis> {
  const dir = await mkdtemp(join(tmpdir(), "atlas-guarded-redis-"));
  const places = { dir, logDir: dir, runDir: dir, isDurable: false, settings };
  const password = randomBytes(24).toString("base64url");
  const { url, child } = await startRedis({ ...places, port: await findFreePort(), password });
  return {
    url,
    async [Symbol.asyncDispose]() {
      await child.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
