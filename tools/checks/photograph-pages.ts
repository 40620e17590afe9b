import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { ROOT } from "@atlas/stack/paths";

/** Runs the journey through every page with a camera; false when a page is not accessible or did not come. */
export async function photographPages(folder: string, chromium: string | undefined): Promise<boolean> {
  const cwd = join(ROOT, "e2e");
  const child = spawn(join(cwd, "node_modules", ".bin", "playwright"), ["test", "pages.spec.ts", "--reporter=line"], {
    cwd,
    env: { ...process.env, ATLAS_SCREENS: folder, ...(chromium === undefined ? {} : { ATLAS_CHROMIUM: chromium }) },
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  return code === 0;
}
