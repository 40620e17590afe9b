import { DomainError } from "@atlas/core/errors";
import { DelayedError, type Job, UnrecoverableError, Worker, type WorkerOptions } from "bullmq";
import { JOB_CATALOG, type JobName, type JobPayload, messageIdOfJob } from "./catalog.ts";
import { connectRedis, MAX_BLOCK_S } from "./connect-redis.ts";
import type { BuryJob, DeadLetter } from "./dead-letter.ts";
import { DEFAULT_PREFIX, queuePrefix } from "./queue-options.ts";

export interface JobInfo {
  /** Key of the receipt that makes a second delivery harmless. */
  readonly messageId: string;
  /** 1 for the first. */
  readonly attempt: number;
}

/** Does a job's work. A DomainError below 500 says that it can never succeed; anything else is tried again. */
export type JobHandler<N extends JobName> = (payload: JobPayload<N>, info: JobInfo) => Promise<void>;

/** A job that is about to run. */
export interface StartedJob extends JobInfo {
  readonly queue: JobName;
  readonly payload: unknown;
  /** W3C trace context of whoever caused it, if that was traced. */
  readonly traceparent: string | null;
}

/** How an attempt ended; `error` is what kept it from completing. */
export interface EndedJob {
  readonly outcome: FinishedJob["outcome"];
  readonly error?: unknown;
}

export interface FinishedJob {
  readonly queue: JobName;
  readonly outcome: "completed" | "retried" | "dead";
  readonly durationMs: number;
}

export interface ConsumerOptions {
  readonly redisUrl: string;
  readonly prefix?: string;
  readonly bury: BuryJob;
  readonly onError: (error: Error) => void;
  readonly onFinished?: (job: FinishedJob) => void;
  /** Runs around each attempt, and must run it, once. */
  readonly around?: (job: StartedJob, attempt: () => Promise<EndedJob>) => Promise<EndedJob>;
  /** The catalog's when left out. */
  readonly concurrency?: number;
  /** After how long without a sign of life a job of a dead worker is taken over. 10 s when left out. */
  readonly lockMs?: number;
}

/** A running consumer of one queue. */
export interface Consumer {
  /** Takes no more jobs, lets running ones finish for at most `deadlineMs`, then lets go; what is left is taken over. */
  close(deadlineMs: number): Promise<void>;
}

const LOCK_MS = 10_000;
/** How long a consumer whose connection was closed waits before it asks for the next job; BullMQ would wait 15 s. */
const RUN_AGAIN_MS = 500;
/** A crash is not the job's fault: it may be taken over as often as that. */
const MAX_STALLED = 1_000;
const BURY_AGAIN_MS = 5_000;

/** Consumes one queue: parses, runs, retries with backoff, and buries what cannot succeed. */
export function startConsumer<N extends JobName>(name: N, handler: JobHandler<N>, options: ConsumerOptions): Consumer {
  const connection = connectRedis(options.redisUrl, {
    use: "consumer",
    name: `atlas-worker-${name}`,
    onError: options.onError,
  });
  const worker = new QueueWorker(
    name,
    async (job, token) => {
      await process(name, handler, options, { job, token });
    },
    {
      connection,
      prefix: queuePrefix(options.prefix ?? DEFAULT_PREFIX, name),
      concurrency: options.concurrency ?? JOB_CATALOG[name].concurrency,
      drainDelay: MAX_BLOCK_S,
      runRetryDelay: RUN_AGAIN_MS,
      ...lockOptions(options.lockMs ?? LOCK_MS),
    },
  );
  worker.on("error", options.onError);
  return {
    async close(deadlineMs) {
      await within(deadlineMs, worker.close(), async () => worker.close(true));
      connection.disconnect();
    },
  };
}

/** Looking for lost jobs often costs little, and decides how soon after its lock a job is taken over. */
function lockOptions(lockMs: number): Partial<WorkerOptions> {
  return { lockDuration: lockMs, stalledInterval: Math.ceil(lockMs / 4), maxStalledCount: MAX_STALLED };
}

/** Blocks only so long that a connection which went silent is told from an idle one; BullMQ would block for 10 s. */
class QueueWorker extends Worker {
  override get maximumBlockTimeout(): number {
    return MAX_BLOCK_S;
  }
}

interface Delivery {
  readonly job: Job;
  readonly token: string | undefined;
}

async function process<N extends JobName>(
  name: N,
  handler: JobHandler<N>,
  options: ConsumerOptions,
  delivery: Delivery,
): Promise<void> {
  const startedMs = performance.now();
  const attempt = async (): Promise<EndedJob> => tryOnce(name, handler, options, delivery);
  const ended = await (options.around?.(startedJob(name, delivery.job), attempt) ?? attempt());
  const { outcome, error } = ended;
  options.onFinished?.({ queue: name, outcome, durationMs: performance.now() - startedMs });
  if (outcome === "retried") throw error;
  if (outcome === "dead") throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
}

async function tryOnce<N extends JobName>(
  name: N,
  handler: JobHandler<N>,
  options: ConsumerOptions,
  delivery: Delivery,
): Promise<EndedJob> {
  try {
    await handler(parsePayload(name, delivery.job), jobInfo(delivery.job));
    return { outcome: "completed" };
  } catch (error) {
    if (!isHopeless(error) && !isLastAttempt(name, delivery.job)) return { outcome: "retried", error };
    await bury(options, delivery, letterOf(name, delivery.job, error));
    return { outcome: "dead", error };
  }
}

function jobInfo(job: Job): JobInfo {
  return { messageId: messageIdOf(job), attempt: job.attemptsMade + 1 };
}

function startedJob(queue: JobName, job: Job): StartedJob {
  return { ...jobInfo(job), queue, payload: job.data, traceparent: job.opts.telemetry?.metadata ?? null };
}

/** A letter that cannot be written now must not be lost: the job then waits and is tried, or buried, again. */
async function bury(
  { bury: write, onError }: ConsumerOptions,
  { job, token }: Delivery,
  letter: DeadLetter,
): Promise<void> {
  try {
    await write(letter);
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
    await job.moveToDelayed(Date.now() + BURY_AGAIN_MS, token);
    throw new DelayedError();
  }
}

function parsePayload<N extends JobName>(name: N, job: Job): JobPayload<N> {
  const parsed = JOB_CATALOG[name].payload.safeParse(job.data);
  if (!parsed.success) throw new DomainError("INVALID_INPUT", `The payload does not parse: ${parsed.error.message}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by the schema of this very name
  return parsed.data as JobPayload<N>;
}

function isHopeless(error: unknown): boolean {
  return error instanceof UnrecoverableError || (error instanceof DomainError && error.status < 500);
}

function isLastAttempt(name: JobName, job: Job): boolean {
  return job.attemptsMade + 1 >= (job.opts.attempts ?? JOB_CATALOG[name].attempts);
}

function letterOf(name: JobName, job: Job, error: unknown): DeadLetter {
  return {
    queue: name,
    messageId: messageIdOf(job),
    payload: job.data,
    code: error instanceof DomainError ? error.code : "INTERNAL",
    reason: error instanceof Error ? error.message : String(error),
  };
}

function messageIdOf(job: Job): string {
  return messageIdOfJob(job.id ?? "");
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
