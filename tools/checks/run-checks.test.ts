import { expect, test, vi } from "vitest";

import { type Check, failedCheck, passedCheck } from "./check.ts";
import { runChecks } from "./run-checks.ts";
import { runProgram } from "./run-program.ts";

test("a check that throws counts as failed and the others still run", async () => {
  const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const checks: Check[] = [
    { name: "throws", lanes: 1, run: async () => Promise.reject(new Error("planted")) },
    { name: "fails", lanes: 2, run: async () => failedCheck("planted") },
    { name: "passes", lanes: 1, run: async () => passedCheck() },
  ];
  const outcomes = await runChecks(checks, new AbortController().signal);
  expect(outcomes.map(({ passed, failed }) => [passed, failed])).toEqual([
    [0, 1],
    [0, 1],
    [1, 0],
  ]);
  expect(log.mock.calls.join("")).toContain("FAILED    throws");
  log.mockRestore();
});

test("no more than two lanes are busy at once, and a check of two lanes runs alone", async () => {
  const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const busy: string[] = [];
  const seen: string[] = [];
  const check = (name: string, lanes: 1 | 2): Check => ({
    name,
    lanes,
    run: async () => {
      busy.push(name);
      seen.push(busy.join("+"));
      await new Promise((resolve) => setImmediate(resolve));
      busy.splice(busy.indexOf(name), 1);
      return passedCheck();
    },
  });
  await runChecks(
    [check("a", 1), check("b", 1), check("wide", 2), check("c", 1), check("d", 1)],
    new AbortController().signal,
  );
  expect(seen).toEqual(["a", "a+b", "wide", "c", "c+d"]);
  log.mockRestore();
});

test("once it is stopped, the running program ends and no other check is started", async () => {
  const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const stopping = new AbortController();
  const later = vi.fn<Check["run"]>();
  const checks: Check[] = [
    {
      name: "never ends by itself",
      lanes: 2,
      run: async (signal) => {
        const ended = runProgram("sleep", ["1000"], { cwd: ".", signal });
        stopping.abort();
        return (await ended).isOk ? passedCheck() : failedCheck("ended");
      },
    },
    { name: "later", lanes: 1, run: later },
  ];
  expect(await runChecks(checks, stopping.signal)).toHaveLength(1);
  expect(later).not.toHaveBeenCalled();
  log.mockRestore();
});
