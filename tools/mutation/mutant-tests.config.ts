import { join } from "node:path";

import { defineConfig } from "vitest/config";
import { chosenPiece } from "./chosen-piece.ts";

export default defineConfig({
  test: {
    include: [...chosenPiece().tests],
    setupFiles: [join(import.meta.dirname, "fixed-seed.ts")],
    // A worker for each file would cost more than its tests. Each run of a mutant begins with a worker of its own.
    isolate: false,
    // Instrumented code is several times slower than what the tests' own limits are meant for.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
