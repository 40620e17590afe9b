import { execFileSync } from "node:child_process";
import { chownSync, lstatSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { UserFixableError } from "./user-fixable-error.ts";

/** The unprivileged user that Postgres runs as when root starts the stack: Postgres refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` for root; undefined, meaning the caller itself, for everyone else. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    return { uid: idOf("-u"), gid: idOf("-g") };
  } catch {
    throw new UserFixableError(
      "Postgres cannot run as root and this system has no user `nobody`. Start Atlas as another user, or set DATABASE_URL.",
    );
  }
}

function idOf(which: "-u" | "-g"): number {
  return Number(execFileSync("id", [which, "nobody"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}

/** Whether any user of the system can enter the folder and read what lies in it. */
export function isReachableByOthers(folder: string): boolean {
  const others = 0o005;
  if ((statSync(folder).mode & others) !== others) return false;
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    if ((statSync(parent).mode & 0o001) === 0) return false;
    if (parent === dirname(parent)) return true;
  }
}

/** Makes a folder that belongs to the server's user, with all that is in it. */
export function makeFolderFor(user: ServerUser | undefined, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (user !== undefined) giveTo(user, folder);
}

function giveTo(user: ServerUser, path: string): void {
  const stat = lstatSync(path);
  if (stat.uid === user.uid && stat.gid === user.gid) return;
  chownSync(path, user.uid, user.gid);
  if (stat.isDirectory()) for (const name of readdirSync(path)) giveTo(user, join(path, name));
}
