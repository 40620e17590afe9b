import tailwind from "@tailwindcss/postcss";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

import { installedChromium } from "./tools/checks/installed-chromium.ts";
import { drag, press, release } from "./tools/checks/pointer-commands.ts";

const NOT_OURS = ["**/node_modules/**", "**/.next/**", ".atlas/**"];
/** The night tries each reader with twenty times as much (`packages/faults/src/hostile-input.ts`). */
const TEST_TIMEOUT_MS = process.env["ATLAS_FUZZ_RUNS"] === undefined ? 20_000 : 900_000;
const NEEDS_A_SERVER = ["**/*.pg.test.ts", "**/*.redis.test.ts", "**/*.queue.test.ts"];

const chromium = installedChromium();

/**
 * `unit` runs anywhere; `browser` needs a Chromium; the others need ATLAS_TEST_DATABASE_URL and ATLAS_TEST_REDIS_URL, which `npm test` sets.
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
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          setupFiles: ["./tools/checks/undeclared-refusals.ts"],
          include: ["**/*.test.ts"],
          exclude: [...NOT_OURS, ...NEEDS_A_SERVER],
          testTimeout: TEST_TIMEOUT_MS,
        },
      },
      {
        extends: true,
        test: {
          name: "servers",
          setupFiles: ["./tools/checks/undeclared-refusals.ts"],
          include: NEEDS_A_SERVER,
          exclude: NOT_OURS,
          // Connections and workers belong to a process: a worker thread that ends would take its sockets with it unclosed.
          pool: "forks",
          testTimeout: TEST_TIMEOUT_MS,
          hookTimeout: 30_000,
        },
      },
      {
        css: { postcss: { plugins: [tailwind()] } },
        // Looked for at each start: a library that an earlier run did not have would be found late, and there would be two Reacts.
        optimizeDeps: { force: true },
        test: {
          name: "browser",
          // What a file puts in the place of Next's navigation is that file's.
          isolate: true,
          setupFiles: ["./tools/checks/browser-process.ts"],
          api: { host: "127.0.0.1" },
          include: ["**/*.browser.test.tsx"],
          exclude: NOT_OURS,
          testTimeout: TEST_TIMEOUT_MS,
          browser: {
            enabled: true,
            headless: true,
            // A busy machine is slow to start a browser.
            connectTimeout: 300_000,
            screenshotFailures: false,
            commands: { press, drag, release },
            provider: playwright({
              launchOptions: {
                args: ["--no-sandbox"],
                ...(chromium === undefined ? {} : { executablePath: chromium }),
              },
              contextOptions: { locale: "en-GB", timezoneId: "Asia/Jakarta", reducedMotion: "reduce" },
            }),
            // A phone's.
            instances: [{ browser: "chromium", viewport: { width: 390, height: 844 } }],
          },
        },
      },
    ],
  },
});
