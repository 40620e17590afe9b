import { expect, test } from "vitest";
import { withinDeadline } from "./command-deadline.ts";

test("work that ends in time returns its own result", async () => {
  expect(await withinDeadline(Promise.resolve("done"))).toBe("done");
  await expect(withinDeadline(Promise.reject(new Error("refused")))).rejects.toThrow("refused");
});

test("work that takes too long, what went before it included, is unavailable, and its end is not reported", async () => {
  const work = Promise.withResolvers<never>();
  await expect(withinDeadline(work.promise, performance.now() - 10_000)).rejects.toMatchObject({
    code: "DEPENDENCY_UNAVAILABLE",
  });
  work.reject(new Error("too late to tell"));
});
