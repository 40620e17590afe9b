import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@atlas/stack/paths";

/** Whether the test file is there and has a test or a group of exactly this title. */
export function findTitle({ file, title }: { readonly file: string; readonly title: string }): boolean {
  const path = join(ROOT, file);
  if (!existsSync(path)) return false;
  const text = readFileSync(path, "utf8");
  return ['"', "`"].some((quote) => text.includes(`${quote}${title}${quote},`));
}
