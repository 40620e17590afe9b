import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

import { ROOT } from "@atlas/stack/paths";

const manifestSchema = z.object({ exports: z.record(z.string(), z.string()) });
/** What surrounds every story, what only tests use, and what is in the head of a page. */
const NO_STORY = new Set(["client/atlas-client-provider", "testing/atlas-page", "page-title"]);

const manifest: unknown = JSON.parse(readFileSync(join(ROOT, "packages", "ui", "package.json"), "utf8"));
const components = Object.entries(manifestSchema.parse(manifest).exports)
  .filter(([, file]) => file.endsWith(".tsx"))
  .map(([path]) => path.replace("./", ""));
const folder = join(import.meta.dirname, "stories");
const stories = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));

test("every component of packages/ui is in the catalogue", () => {
  expect(components.length).toBeGreaterThan(0);
  const shown = components.filter((path) => stories.some((story) => story.includes(`from "@atlas/ui/${path}"`)));
  expect(components.filter((path) => !NO_STORY.has(path) && !shown.includes(path))).toEqual([]);
});
