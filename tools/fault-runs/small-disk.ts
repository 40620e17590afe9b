import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIZE = "384m";
const CHUNK = Buffer.alloc(1 << 20);

/** Why no small disk can be had here; null when it can. */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root on Linux can mount a small disk";
  const trial = mkdtempSync(join(tmpdir(), "atlas-small-disk-"));
  try {
    mountSmallDisk(trial)();
    return null;
  } catch (error) {
    return `no small disk could be mounted: ${error instanceof Error ? error.message.trim() : String(error)}`;
  } finally {
    rmdirSync(trial);
  }
}

/** Puts a small file system in place of a folder; returns what takes it away. */
export function mountSmallDisk(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE},mode=755`, "tmpfs", folder], { stdio: "pipe" });
  return () => void execFileSync("umount", [folder], { stdio: "pipe" });
}

/** Writes until the disk is full; the returned function makes room again. */
export function fillDisk(folder: string): () => void {
  const file = join(folder, "ballast");
  const ballast = openSync(file, "w");
  try {
    for (let size = CHUNK.length; size >= 1;) {
      try {
        writeSync(ballast, CHUNK, 0, size);
      } catch (error) {
        if (!isFull(error)) throw error;
        size >>= 1;
      }
    }
  } finally {
    closeSync(ballast);
  }
  return () => rmSync(file);
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}
