import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

import { CACHE_DIR } from "@atlas/stack/paths";
import { say } from "@atlas/stack/progress";

/**
 * The Caddy of ATLAS_CADDY, else one on the machine, else Debian's package unpacked into the cache: nothing is installed, so that no
 * service of it starts. Undefined when none can be had; its test is skipped then.
 */
export function findCaddy(): string | undefined {
  const dir = join(CACHE_DIR, "caddy");
  const unpacked = join(dir, "usr", "bin", "caddy");
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const known = [process.env["ATLAS_CADDY"] ?? "", ...folders.map((folder) => join(folder, "caddy")), unpacked];
  const found = known.find((file) => file !== "" && existsSync(file));
  if (found !== undefined || spawnSync("apt-get", ["--version"]).status !== 0) return found;
  say("caddy", "not found; fetching the system's package into the cache (once)");
  mkdirSync(dir, { recursive: true });
  spawnSync("apt-get", ["download", "-qq", "caddy"], { cwd: dir, stdio: ["ignore", 2, 2] });
  for (const deb of readdirSync(dir).filter((name) => name.endsWith(".deb")))
    spawnSync("dpkg", ["-x", deb, dir], { cwd: dir });
  return existsSync(unpacked) ? unpacked : undefined;
}
