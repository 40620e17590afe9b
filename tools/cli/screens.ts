// `npm run screens`: pictures of every page, from a stack of their own.
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { findChromium, NO_CHROMIUM } from "@atlas/checks/find-chromium";
import { photographPages } from "@atlas/checks/photograph-pages";
import { ROOT } from "@atlas/stack/paths";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { runCommand } from "./run-command.ts";

const LINE = { options: { out: { type: "string", default: join(".atlas", "screens") } } } as const;

await runCommand({ usage: "npm run screens [-- --out FOLDER]", line: LINE }, async ({ values }) => {
  const chromium = findChromium();
  if (chromium === undefined) throw new UserFixableError(NO_CHROMIUM);
  const folder = resolve(ROOT, values.out);
  mkdirSync(folder, { recursive: true });
  const isOk = await photographPages(folder, chromium.path);
  console.log(`Pictures are in ${folder}`);
  return isOk ? 0 : 1;
});
