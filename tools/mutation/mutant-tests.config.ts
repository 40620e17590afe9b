import { join } from "node:path";

import { defineConfig } from "vitest/config";
import { chosenPiece } from "./chosen-piece.ts";

export default defineConfig({
  test: {
    include: [...chosenPiece().tests],
    setupFiles: [join(import.meta.dirname, "fixed-seed.ts")],
    // Instrumented code is several times slower than what the tests' own limits are meant for.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
