import { test as base } from "@playwright/test";
import { type RunningStack, runningStack } from "./running-stack.ts";

/** A test that knows the stack it runs against. Read when a test runs: the set-up starts the stack after files are loaded. */
export const test = base.extend<object, { stack: RunningStack }>({
  stack: [
    // The first argument must be destructured: Playwright reads from it which fixtures are needed.
    async ({ browserName: _ }, provide) => provide(runningStack()),
    { scope: "worker" },
  ],
});
