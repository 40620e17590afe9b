import { defineConfig } from "vitest/config";

const NOT_OURS = ["**/node_modules/**", "**/.next/**", ".atlas/**"];
/** The night tries each reader with twenty times as much (`packages/faults/src/hostile-input.ts`). */
const TEST_TIMEOUT_MS = process.env["ATLAS_FUZZ_RUNS"] === undefined ? 20_000 : 900_000;
const NEEDS_A_SERVER = ["**/*.pg.test.ts", "**/*.redis.test.ts", "**/*.queue.test.ts"];

/**
 * `unit` runs anywhere; the others need ATLAS_TEST_DATABASE_URL and ATLAS_TEST_REDIS_URL, which `npm test` sets.
 * Alone: `pnpm exec vitest run --project unit packages/core`.
 */
export default defineConfig({
  test: {
    pool: "threads",
    // Two files at a time even where vitest would take one: most of a file's time is waiting for Postgres and Redis.
    maxWorkers: 2,
    // A worker keeps what it has imported for its next file: importing services takes longer than most files' tests. Nothing of
    // ours keeps state in a module.
    isolate: false,
    setupFiles: ["./tools/checks/undeclared-refusals.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...NOT_OURS, ...NEEDS_A_SERVER],
          testTimeout: TEST_TIMEOUT_MS,
        },
      },
      {
        extends: true,
        test: {
          name: "servers",
          include: NEEDS_A_SERVER,
          exclude: NOT_OURS,
          // Connections and workers belong to a process: a worker thread that ends would take its sockets with it unclosed.
          pool: "forks",
          testTimeout: TEST_TIMEOUT_MS,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
