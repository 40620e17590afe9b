import { join } from "node:path";

import type { NextConfig } from "next";

const config: NextConfig = {
  transpilePackages: ["@atlas/ui", "@atlas/core"],
  // TypeScript 7 has no JS API for Next to call: `tsc -p apps/web` checks the types.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: join(import.meta.dirname, "../..") },
  // Both names of this machine may open a development page.
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  devIndicators: false,
  poweredByHeader: false,
};

export default config;
