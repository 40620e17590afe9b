import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { packageDirOf, PIECE_VARIABLE, workDirOf } from "./chosen-piece.ts";
import type { Piece } from "./pieces.ts";
import { type PieceReport, readReport } from "./report.ts";

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Whether what an earlier run found out about unchanged files and tests counts. */
  readonly isFromScratch: boolean;
  readonly signal: AbortSignal;
}

/**
 * Mutates a piece with Stryker, in a process group of its own: its workers do not end with it.
 * @throws Error when the tests fail without a mutant, or the signal is aborted
 */
export async function runPiece(piece: Piece, { env, isFromScratch, signal }: RunOptions): Promise<PieceReport> {
  const workDir = workDirOf(piece);
  mkdirSync(workDir, { recursive: true });
  const reportFile = join(workDir, "report.json");
  rmSync(reportFile, { force: true });
  const stryker = join(import.meta.dirname, "node_modules", ".bin", "stryker");
  const args = ["run", join(import.meta.dirname, "stryker.config.ts"), ...(isFromScratch ? ["--force"] : [])];
  await new Promise<void>((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(stryker, args, {
      cwd: packageDirOf(piece),
      env: { ...env, [PIECE_VARIABLE]: piece.name },
      // Its progress is for the eye; standard output stays the table's.
      stdio: ["ignore", 2, 2],
      detached: true,
    });
    const end = (): void => void (child.pid !== undefined && process.kill(-child.pid, "SIGTERM"));
    signal.addEventListener("abort", end, { once: true });
    child.once("error", reject);
    child.once("exit", (code, killedBy) => {
      signal.removeEventListener("abort", end);
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `${piece.name}: Stryker ended with ${killedBy ?? `exit code ${code}`}; its own message stands above.`,
          ),
        );
    });
  });
  return readReport(piece.name, readFileSync(reportFile, "utf8"));
}
