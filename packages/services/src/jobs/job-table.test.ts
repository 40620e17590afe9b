import { JOB_NAMES, type JobRuns } from "@atlas/queue/catalog";
import { expect, test } from "vitest";
import type { JobContext } from "./job-context.ts";
import { JOB_TABLE } from "./job-table.ts";

test("every job of the catalog has what is done for it; one without does not compile", () => {
  expect(Object.keys(JOB_TABLE)).toEqual(JOB_NAMES);
  const { upkeep: _upkeep, ...others } = JOB_TABLE;
  // @ts-expect-error -- a job of the catalog without its `run`
  const incomplete: JobRuns<JobContext> = others;
  expect(incomplete.upkeep).toBeUndefined();
});
