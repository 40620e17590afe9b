import { setTimeout as delay } from "node:timers/promises";
import { DomainError } from "@atlas/core/errors";
import { isDependencyDown } from "@atlas/core/is-dependency-down";
import { DelayedError, type Job, UnrecoverableError } from "bullmq";
import {
  isOfUnknownKind,
  JOB_CATALOG,
  type JobInfo,
  type JobName,
  type JobPayload,
  messageIdOfJob,
} from "./catalog.ts";
import type { MoveToDeadLetters, DeadLetter } from "./dead-letter.ts";

export interface Delivered extends JobInfo {
  /** 1 for the first. What failed because Postgres or Redis was away does not count. */
  readonly attempt: number;
}

/** Does a job's work. A DomainError below 500 says that it can never succeed; anything else is tried again. */
export type JobHandler<N extends JobName> = (payload: JobPayload<N>, info: Delivered) => Promise<void>;

/** A job that is about to run. */
export interface StartedJob extends Delivered {
  readonly queue: JobName;
  readonly payload: unknown;
  /** W3C trace context of its cause, if that was traced. */
  readonly traceparent: string | null;
}

/** How an attempt ended; `error` is what kept it from completing. */
export interface EndedJob {
  readonly outcome: FinishedJob["outcome"];
  readonly error?: unknown;
}

export interface FinishedJob {
  readonly queue: JobName;
  /** `postponed`: Postgres or Redis was away. */
  readonly outcome: "completed" | "retried" | "postponed" | "dead";
  readonly durationMs: number;
}

export interface RunOptions {
  readonly moveToDeadLetters: MoveToDeadLetters;
  readonly onError: (error: Error) => void;
  readonly onFinished?: (job: FinishedJob) => void;
  /** Runs around each attempt, and must run it, once. */
  readonly around?: (job: StartedJob, attempt: () => Promise<EndedJob>) => Promise<EndedJob>;
}

/** A job in a consumer's hands. */
export interface Delivery {
  readonly job: Job;
  readonly token: string | undefined;
  /** Aborted once the consumer takes no more jobs. */
  readonly closing: AbortSignal;
}

const FIRST_WAIT_MS = 100;
/** Soon enough to be at full speed within seconds of an outage's end, however long it was. */
const LONGEST_WAIT_MS = 1_000;
/** A held job says why it waits at the first failure, then about once a minute. */
const SAY_EVERY = 60;
/** An "outage" that only this job sees for so long is a fault of its own, and counts. */
const LONGEST_OUTAGE_MS = 3_600_000;
/** A job of a kind that this version does not know may be meant for a newer worker, or an older one, of a rolling upgrade. */
const UNKNOWN_KIND_AGAIN_MS = 5_000;
const UPGRADE_LASTS_MS = 1_800_000;
/** A letter that is refused, by a reachable Postgres, holds what this version cannot write. */
const DEAD_LETTER_AGAIN_MS = 60_000;

/**
 * Runs a job until it is done, may be tried again later, or is moved to the dead letters. While Postgres or Redis is away it is held, or makes
 * room for others, as the catalog says; that costs no attempt.
 */
export async function runJob<N extends JobName>(
  name: N,
  handler: JobHandler<N>,
  options: RunOptions,
  delivery: Delivery,
): Promise<void> {
  const sinceMs = performance.now();
  for (let outages = 1; ; outages += 1) {
    const isPatient = performance.now() - sinceMs < LONGEST_OUTAGE_MS;
    const { outcome, error } = await runOnce(name, handler, options, { ...delivery, isPatient });
    if (outcome === "completed") return;
    if (outcome === "retried") throw error;
    if (outcome === "dead") throw new UnrecoverableError(toError(error).message);
    if (outages % SAY_EVERY === 1) options.onError(toError(error));
    if (JOB_CATALOG[name].policy.inOutage === "make-room") return await comeAgain(delivery, LONGEST_WAIT_MS);
    await delay(outageWaitMs(outages), undefined, { signal: delivery.closing }).catch(() => {});
    if (delivery.closing.aborted) return await comeAgain(delivery, 0);
  }
}

function outageWaitMs(outages: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(outages, 10)) * (0.5 + Math.random() / 2);
}

/** Hands a job back without an attempt counted. Never returns. */
async function comeAgain({ job, token }: Delivery, afterMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + afterMs, token);
  throw new DelayedError();
}

interface Attempt extends Delivery {
  readonly isPatient: boolean;
}

async function runOnce<N extends JobName>(
  name: N,
  handler: JobHandler<N>,
  options: RunOptions,
  attempt: Attempt,
): Promise<EndedJob> {
  const startedMs = performance.now();
  const tryOut = async (): Promise<EndedJob> => tryOnce(name, handler, options, attempt);
  const ended = await (options.around?.(startedJob(name, attempt.job), tryOut) ?? tryOut());
  options.onFinished?.({ queue: name, outcome: ended.outcome, durationMs: performance.now() - startedMs });
  return ended;
}

async function tryOnce<N extends JobName>(
  name: N,
  handler: JobHandler<N>,
  options: RunOptions,
  attempt: Attempt,
): Promise<EndedJob> {
  const { job } = attempt;
  if (isOfUnknownKind(name, job.data) && Date.now() - job.timestamp < UPGRADE_LASTS_MS) {
    return await comeAgain(attempt, UNKNOWN_KIND_AGAIN_MS);
  }
  try {
    await handler(parsePayload(name, job), jobInfo(job));
    return { outcome: "completed" };
  } catch (error) {
    if (attempt.isPatient && isOutage(error)) return { outcome: "postponed", error };
    if (!isHopeless(error) && !isLastAttempt(name, attempt.job)) return { outcome: "retried", error };
    return await moveOrRetry(options, attempt, letterOf(name, attempt.job, error), error);
  }
}

/** A letter that cannot be written now must not be lost: the job then waits and is tried, or moved, again. */
async function moveOrRetry(
  { moveToDeadLetters, onError }: RunOptions,
  attempt: Attempt,
  letter: DeadLetter,
  reason: unknown,
): Promise<EndedJob> {
  try {
    await moveToDeadLetters(letter);
    return { outcome: "dead", error: reason };
  } catch (error) {
    if (isOutage(error)) return { outcome: "postponed", error };
    onError(toError(error));
    return await comeAgain(attempt, DEAD_LETTER_AGAIN_MS);
  }
}

function jobInfo(job: Job): Delivered {
  return { messageId: messageIdOf(job), attempt: job.attemptsMade + 1 };
}

function startedJob(queue: JobName, job: Job): StartedJob {
  return { ...jobInfo(job), queue, payload: job.data, traceparent: job.opts.telemetry?.metadata ?? null };
}

function parsePayload<N extends JobName>(name: N, job: Job): JobPayload<N> {
  const parsed = JOB_CATALOG[name].payload.safeParse(job.data);
  if (!parsed.success) throw new DomainError("INVALID_INPUT", `The payload does not parse: ${parsed.error.message}`);
  return parsed.data;
}

function isOutage(error: unknown): boolean {
  return isDependencyDown(error) || (error instanceof DomainError && error.code === "DEPENDENCY_UNAVAILABLE");
}

function isHopeless(error: unknown): boolean {
  return error instanceof UnrecoverableError || (error instanceof DomainError && error.status < 500);
}

function isLastAttempt(name: JobName, job: Job): boolean {
  return job.attemptsMade + 1 >= (job.opts.attempts ?? JOB_CATALOG[name].policy.attempts);
}

function letterOf(name: JobName, job: Job, error: unknown): DeadLetter {
  return {
    queue: name,
    messageId: messageIdOf(job),
    payload: job.data,
    code: error instanceof DomainError ? error.code : "INTERNAL",
    reason: toError(error).message,
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function messageIdOf(job: Job): string {
  return messageIdOfJob(job.id ?? "");
}
