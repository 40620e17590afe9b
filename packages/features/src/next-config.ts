import { join } from "node:path";

import type { NextConfig } from "next";

// The processes of one build inherit it from the first.
process.env["ATLAS_BUILD"] ??= crypto.randomUUID();

/** How Next builds and serves each of the browser apps. */
export const NEXT_CONFIG: NextConfig = {
  transpilePackages: ["@atlas/features", "@atlas/ui", "@atlas/core"],
  // Written into pages and server alike: see `installed/build.ts`.
  env: { ATLAS_BUILD: process.env["ATLAS_BUILD"] },
  // TypeScript 7 has no JS API for Next to call: `tsc -p apps/web` checks the types.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: join(import.meta.dirname, "../../..") },
  // Both names of this machine may open a development page.
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  devIndicators: false,
  poweredByHeader: false,
};
