import { type BulkJobOptions, Queue } from "bullmq";
import type { Redis } from "ioredis";
import {
  type Enqueue,
  type EnqueueMany,
  jobDataOf,
  JOB_CATALOG,
  JOB_NAMES,
  type JobName,
  type OutgoingJob,
  type QueueCounts,
  type UpkeepTask,
} from "./catalog.ts";
import { connectRedis } from "./connect-redis.ts";
import { DEFAULT_PREFIX, jobOptions, queuePrefix } from "./queue-options.ts";

/** The producing side of every queue. Disposing closes the connection. */
export interface Queues extends AsyncDisposable {
  readonly enqueue: Enqueue;
  /** Adds jobs of any queues; with their ids a repeat adds nothing. Not atomic: on an error some may have been added. */
  readonly enqueueMany: EnqueueMany;
  readonly queueCounts: () => Promise<readonly QueueCounts[]>;
  /** Runs an upkeep task every `everyMs` from now on, once for all workers together. Repeat it: a wiped Redis forgets. */
  readonly schedule: (task: UpkeepTask, everyMs: number) => Promise<void>;
}

export interface CreateQueuesOptions {
  readonly redisUrl: string;
  /** Separates installations (and test files) that share a Redis. */
  readonly prefix?: string;
  readonly onError: (error: Error) => void;
}

/** Opens producers of all queues over one connection that fails fast while Redis is away. */
export function createQueues({ redisUrl, prefix = DEFAULT_PREFIX, onError }: CreateQueuesOptions): Queues {
  const connection = connectRedis(redisUrl, { use: "producer", name: "atlas-queues", onError });
  const queues = openQueues(connection, prefix, onError);
  return {
    async enqueue(name, payload, { jobId, delayMs } = {}) {
      await ready(connection);
      await queues.get(name).add(name, jobDataOf(payload), {
        ...(jobId === undefined ? {} : { jobId }),
        ...(delayMs === undefined ? {} : { delay: delayMs }),
      });
    },
    async enqueueMany(jobs) {
      await ready(connection);
      for (const [name, own] of byQueue(jobs)) {
        await queues.get(name).addBulk(own.map((job) => ({ name, data: job.payload, opts: optionsOf(job) })));
      }
    },
    async queueCounts() {
      await ready(connection);
      return await Promise.all(JOB_NAMES.map(async (name) => countsOf(name, queues.get(name))));
    },
    async schedule(task, everyMs) {
      await ready(connection);
      const template = { name: "upkeep", data: { task }, opts: jobOptions("upkeep") };
      const known = await queues.get("upkeep").getJobScheduler(task);
      // A job that ran while Redis was wiped leaves its rhythm behind, without the task; one that was lost, or could not be
      // read, has not scheduled the next.
      const isSound = JOB_CATALOG.upkeep.payload.safeParse(known?.template?.data).success;
      const isOverdue = (known?.next ?? 0) < Date.now() - everyMs - OVERDUE_MS;
      if (known?.every === everyMs && isSound && !isOverdue) return;
      await queues.get("upkeep").upsertJobScheduler(task, { every: everyMs }, template);
    },
    async [Symbol.asyncDispose]() {
      await queues.close();
      connection.disconnect();
    },
  };
}

interface OpenQueues {
  get(name: JobName): Queue;
  close(): Promise<void>;
}

function openQueues(connection: Redis, prefix: string, onError: (error: Error) => void): OpenQueues {
  const open = new Map<JobName, Queue>();
  return {
    get(name) {
      const known = open.get(name);
      if (known) return known;
      const queue = new Queue(name, {
        connection,
        prefix: queuePrefix(prefix, name),
        defaultJobOptions: jobOptions(name),
        skipWaitingForReady: true,
        // BullMQ would ask once, and a queue whose question was lost would be broken for good.
        skipVersionCheck: true,
      });
      queue.on("error", onError);
      open.set(name, queue);
      return queue;
    },
    async close() {
      await Promise.all([...open.values()].map((queue) => queue.close()));
    },
  };
}

const READY_WITHIN_MS = 2_000;
/** Longer than a job waits for its turn, or is taken over from a dead worker. */
const OVERDUE_MS = 60_000;

/** At the start the connection is not there yet; a caller may wait for that a moment, not for an outage. */
async function ready(connection: Redis): Promise<void> {
  if (connection.status === "ready") return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => settle(new Error("Redis is not reachable.")), READY_WITHIN_MS);
    const onReady = (): void => settle(null);
    const settle = (error: Error | null): void => {
      clearTimeout(timer);
      connection.off("ready", onReady);
      if (error) reject(error);
      else resolve();
    };
    connection.on("ready", onReady);
  });
}

function byQueue(jobs: readonly OutgoingJob[]): Map<JobName, OutgoingJob[]> {
  const grouped = new Map<JobName, OutgoingJob[]>();
  for (const job of jobs) grouped.set(job.name, [...(grouped.get(job.name) ?? []), job]);
  return grouped;
}

function optionsOf({ jobId, delayMs, traceparent }: OutgoingJob): BulkJobOptions {
  // BullMQ keeps it beside the payload, under the name that its own tracing would use.
  const carried = traceparent === null ? {} : { telemetry: { metadata: traceparent } };
  return { jobId, delay: delayMs, ...carried };
}

async function countsOf(name: JobName, queue: Queue): Promise<QueueCounts> {
  const counts = await queue.getJobCounts("waiting", "prioritized", "active", "delayed", "failed");
  const count = (state: string): number => counts[state] ?? 0;
  return {
    name,
    waiting: count("waiting") + count("prioritized"),
    active: count("active"),
    delayed: count("delayed"),
    failed: count("failed"),
  };
}
