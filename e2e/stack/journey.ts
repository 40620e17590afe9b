import { test as base } from "@playwright/test";
import { type RunningStack, runningStack } from "./running-stack.ts";

/** A test that knows the stack it runs against. Read when a test runs: the set-up starts the stack after files are loaded. */
export const test = base.extend<object, { stack: RunningStack }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern which fixtures are needed: none
  stack: [async ({}, provide) => provide(runningStack()), { scope: "worker" }],
});
