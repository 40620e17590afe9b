import { statSync } from "node:fs";
import { join } from "node:path";

import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { chosenPiece } from "./chosen-piece.ts";

/** A run ends with the first test that fails, so the short files come first: the long ones hold the simulations. */
class ShortestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sizeOf = ({ moduleId }: TestSpecification): number => statSync(moduleId).size;
    return files.toSorted((a, b) => sizeOf(a) - sizeOf(b));
  }
}

export default defineConfig({
  test: {
    include: [...chosenPiece().tests],
    setupFiles: [join(import.meta.dirname, "fixed-seed.ts")],
    sequence: { sequencer: ShortestFirst },
    // A worker for each file would cost more than its tests. Each run of a mutant begins with a worker of its own.
    isolate: false,
    // Instrumented code is several times slower than what the tests' own limits are meant for.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
