import { setTimeout as delay } from "node:timers/promises";
import { Job, Worker, type WorkerOptions } from "bullmq";
import { JOB_CATALOG, type JobName } from "./catalog.ts";
import { connectRedis, MAX_BLOCK_S } from "./connect-redis.ts";
import { DEFAULT_PREFIX, queuePrefix } from "./queue-options.ts";
import { type JobHandler, runJob, type RunOptions } from "./run-job.ts";
import { UnreadableJobs } from "./unreadable-jobs.ts";

export interface ConsumerOptions extends RunOptions {
  readonly redisUrl: string;
  readonly prefix?: string;
  /** The catalog's when left out. */
  readonly concurrency?: number;
  /** After how long without a sign of life a job of a dead worker is taken over. 10 s when left out. */
  readonly lockMs?: number;
}

/** A running consumer of one queue. */
export interface Consumer {
  readonly queue: JobName;
  /** How long ago it last heard from Redis whether there is a job; 0 while every slot is taken, and it has no need to ask. */
  silentMs(): number;
  /** Jobs in its hands, those that wait out an outage included. */
  running(): number;
  /** Takes no more jobs, lets running ones finish for at most `deadlineMs`, then lets go; what is left is taken over. */
  close(deadlineMs: number): Promise<void>;
}

const LOCK_MS = 10_000;
/** How long a consumer whose connection was closed waits before it asks for the next job; BullMQ would wait 15 s. */
const RUN_AGAIN_MS = 500;
const AFTER_REFUSAL_MS = 500;
/** A crash is not the job's fault: it may be taken over as often as that. */
const MAX_STALLED = 1_000;

/** Consumes one queue: parses, runs, waits out outages, retries with backoff, and moves what cannot succeed to the dead letters. */
export function startConsumer<N extends JobName>(name: N, handler: JobHandler<N>, options: ConsumerOptions): Consumer {
  const connection = connectRedis(options.redisUrl, {
    use: "consumer",
    name: `atlas-worker-${name}`,
    onError: options.onError,
  });
  const lockMs = options.lockMs ?? LOCK_MS;
  const closing = new AbortController();
  const concurrency = options.concurrency ?? JOB_CATALOG[name].policy.concurrency;
  let running = 0;
  const worker = new QueueWorker(
    name,
    async (job, token) => {
      running += 1;
      try {
        await runJob(name, handler, options, { job, token, closing: closing.signal });
      } finally {
        running -= 1;
        worker.heardMs = performance.now();
      }
    },
    {
      connection,
      prefix: queuePrefix(options.prefix ?? DEFAULT_PREFIX, name),
      concurrency,
      drainDelay: MAX_BLOCK_S,
      runRetryDelay: RUN_AGAIN_MS,
      // Also of a job that has lost its own options.
      removeOnFail: { count: 0 },
      ...lockOptions(lockMs),
    },
  );
  worker.on("error", options.onError);
  const unreadable = new UnreadableJobs(
    {
      queue: name,
      connection,
      keyPrefix: worker.toKey(""),
      read: async (jobId) => Job.fromId(worker, jobId),
      moveToDeadLetters: options.moveToDeadLetters,
      onError: options.onError,
    },
    lockMs / 4,
  );
  return {
    queue: name,
    silentMs: () => (running >= concurrency ? 0 : performance.now() - worker.heardMs),
    running: () => running,
    async close(deadlineMs) {
      closing.abort();
      unreadable[Symbol.dispose]();
      await within(deadlineMs, worker.close(), async () => worker.close(true));
      connection.disconnect();
    },
  };
}

/** Looking for lost jobs often costs little, and decides how soon after its lock a job is taken over. */
function lockOptions(lockMs: number): Partial<WorkerOptions> {
  return { lockDuration: lockMs, stalledInterval: Math.ceil(lockMs / 4), maxStalledCount: MAX_STALLED };
}

/** Blocks only so long that a connection which went silent is distinguished from an idle one; BullMQ would block for 10 s. */
class QueueWorker extends Worker {
  /** When Redis last said whether there is a job. */
  heardMs = performance.now();

  override get maximumBlockTimeout(): number {
    return MAX_BLOCK_S;
  }

  protected override async moveToActive(token: string, name?: string): Promise<Job> {
    try {
      const job = await super.moveToActive(token, name);
      this.heardMs = performance.now();
      return job;
    } catch (error) {
      // BullMQ asks again at once: a Redis that refuses, as at `maxmemory`, would be asked hundreds of times a second.
      await delay(AFTER_REFUSAL_MS);
      throw error;
    }
  }
}

async function within(deadlineMs: number, work: Promise<void>, giveUp: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), deadlineMs);
  });
  const outcome = await Promise.race([work.then(() => "done" as const), deadline]);
  clearTimeout(timer);
  if (outcome === "late") await Promise.race([giveUp(), new Promise((resolve) => setTimeout(resolve, 500))]);
}
