import { expect, test as base } from "@playwright/test";
import { violations } from "./people.ts";
import { type RunningStack, runningStack } from "./running-stack.ts";

/** A test that fails when a page did what its own policy forbids, and that knows the stack it runs against. Read when a test runs: the set-up starts the stack after files are loaded. */
export const test = base.extend<{ policy: void }, { stack: RunningStack }>({
  policy: [
    // oxlint-disable-next-line no-empty-pattern -- as below
    async ({}, provide) => {
      violations.length = 0;
      await provide();
      expect(violations, "nothing against a page's Content-Security-Policy").toEqual([]);
    },
    { auto: true },
  ],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern which fixtures are needed: none
  stack: [async ({}, provide) => provide(runningStack()), { scope: "worker" }],
});
