import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { ROOT } from "@atlas/stack/paths";

/** The commit where the branch left what is published (its upstream), or the last commit where it has none. */
export function publishedCommit(): string {
  try {
    return git("merge-base", "HEAD", "@{upstream}").trim();
  } catch {
    return git("rev-parse", "HEAD").trim();
  }
}

/** The files, relative to the repository's root, that differ from the commit `base`, new ones too. Deleted files are left out. */
export function changedFiles(base: string): string[] {
  const listed = [
    git("diff", "--name-only", "--diff-filter=d", base),
    git("ls-files", "--others", "--exclude-standard"),
  ];
  return [...new Set(listed.flatMap((text) => text.split("\n")).filter((file) => file !== ""))].toSorted();
}

/** The folders of the workspace packages that hold `files`. A file of the root belongs to none. */
export function packagesOf(files: readonly string[]): string[] {
  const folders = files.map((file) => {
    for (let folder = dirname(file); folder !== "."; folder = dirname(folder)) {
      if (existsSync(join(ROOT, folder, "package.json"))) return folder;
    }
    return null;
  });
  return [...new Set(folders.filter((folder) => folder !== null))];
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
