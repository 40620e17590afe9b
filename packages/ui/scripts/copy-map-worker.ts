import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/**
 * Copies MapLibre's worker into an app's `public/`: bundlers do not emit it, and the map draws nothing without it. Run from the
 * app's folder before `next dev` and `next build`.
 */
const manifest = createRequire(import.meta.url).resolve("maplibre-gl/package.json");
const target = resolve("public", "maplibre-gl-worker.mjs");
mkdirSync(dirname(target), { recursive: true });
copyFileSync(join(dirname(manifest), "dist", "maplibre-gl-worker.mjs"), target);
