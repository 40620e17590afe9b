import type { JobsOptions } from "bullmq";
import { JOB_CATALOG, type JobName } from "./catalog.ts";

export const DEFAULT_PREFIX = "atlas";

/** The key prefix of one queue. Its own hash tag puts all its keys in one slot, and different queues on different nodes. */
export function queuePrefix(prefix: string, name: JobName): string {
  return `{${prefix}-${name}}`;
}

/** Completed jobs stay this long, to swallow a second publication of the same message. */
const KEEP_COMPLETED_S = 300;
const KEEP_COMPLETED_JOBS = 2_000;

/**
 * The policy of a job. A failed one is removed at once: its dead letter stands in Postgres, and while it were retained
 * under its id, a replay would be swallowed silently.
 */
export function jobOptions(name: JobName): JobsOptions {
  const { attempts, backoffMs, completed } = JOB_CATALOG[name].policy;
  return {
    attempts,
    backoff: { type: "exponential", delay: backoffMs, jitter: 0.5 },
    removeOnComplete: completed === "go" ? true : { age: KEEP_COMPLETED_S, count: KEEP_COMPLETED_JOBS },
    removeOnFail: true,
  };
}
