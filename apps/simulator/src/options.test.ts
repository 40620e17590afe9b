import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("the example of the README is understood", () => {
  const options = readOptions(["--drivers", "500", "--orders-per-minute", "30", "--for", "60s"], "stack.json");
  expect(options).toMatchObject({ drivers: 500, ordersPerMinute: 30, riders: 300, forS: 60, stackFile: "stack.json" });
});

test("minutes and hours count as seconds", () => {
  expect(readOptions(["--for", "1.5m"], "s").forS).toBe(90);
  expect(readOptions(["--for", "1h"], "s").forS).toBe(3_600);
});

test.each([["--for", "60"], ["--drivers", "-1"], ["--drivers=many"], ["--unknown", "1"], ["--pace", "40"]])(
  "%s %s is refused",
  (...args) => {
    expect(() => readOptions(args, "s")).toThrow(Error);
  },
);
