import { MAIL_TEMPLATES, mailOrderSchema } from "@atlas/core/mail/mail-order";
import { NOTICE_EVENTS } from "@atlas/core/push/notice";
import { noticeOrderSchema } from "@atlas/core/push/notice-order";
import { z } from "zod";
import type { Ping } from "./ping.ts";
import { packPings, unpackPings } from "./ping-pack.ts";

export type { Ping };

const id = z.uuid();
const cityId = z.string().min(1).max(64);

/** Packed in the job (`jobDataOf`), unpacked for its handler. */
const pings = z.string().transform((text, { issues }): Ping[] => {
  const unpacked = unpackPings(text);
  if (unpacked === null) issues.push({ code: "custom", input: text.slice(0, 100), message: "not 1 to 500 pings" });
  return unpacked ?? [];
});

export const UPKEEP_TASKS = [
  "expire-orders",
  "expire-offers",
  "expire-fare-questions",
  "expire-holds",
  "expire-approvals",
  "stale-drivers",
  "ended-sessions",
  "lost-drivers",
  "lost-arrivals",
  "driver-states",
  "republish-outbox",
  "redrive-settlements",
  "extend-chain",
  "trim-messages",
  "gps-partitions",
  "summarise-trips",
  "late-tracks",
  "watch-trips",
  "review-trips",
  "past-demo",
  "ask-about-payments",
] as const;

/** How a queue treats its jobs. */
export interface JobPolicy {
  readonly attempts: number;
  readonly backoffMs: number;
  /** Jobs at once in each worker. */
  readonly concurrency: number;
  /**
   * While Postgres or Redis is away a consumer holds the jobs in hand until it is back: every job of the queue needs both.
   * Where most need less, the job makes room for others and comes again soon.
   */
  readonly inOutage: "hold" | "make-room";
  /** Whether a completed job stays for a while, to swallow a second publication; a stream that has no outbox needs none of it. */
  readonly completed: "stay" | "go";
  /** What becomes of a job that cannot succeed. `log`: the next one does the same work again, there is nothing to keep. */
  readonly onDead: "keep" | "log";
}

/** What may be asked of a queue, and how it is treated; what is done for it is joined in `JobRuns`. */
interface JobDefinition<P extends z.ZodType> {
  readonly payload: P;
  readonly policy: JobPolicy;
  /** The field that distinguishes the jobs of a queue, and the values that this version knows. */
  readonly kinds?: { readonly field: string; readonly known: readonly string[] };
}

function defineJob<P extends z.ZodType>(job: JobDefinition<P>): JobDefinition<P> {
  return job;
}

/** Of what comes through the outbox. */
const MESSAGE = { attempts: 8, backoffMs: 250, inOutage: "hold", completed: "stay", onDead: "keep" } as const;

const walletCommand = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("capture"), cityId, orderId: id }),
  z.object({ kind: z.literal("cash-commission"), cityId, orderId: id }),
  z.object({ kind: z.literal("cancel-fee"), cityId, orderId: id }),
  z.object({ kind: z.literal("payout"), cityId, payoutId: id }),
]);

/** Every job, under the name of its queue. Names and payloads lie in Redis and in outboxes: old ones must stay readable. */
const JOBS = {
  /** A micro-batch of validated pings of one city. */
  "driver-gps": defineJob({
    payload: z.object({ cityId, pings }),
    // Most of them wait for the history, in which many are written at once.
    policy: { attempts: 5, backoffMs: 200, concurrency: 32, inOutage: "make-room", completed: "go", onDead: "keep" },
  }),
  /** An order to be matched. Only counts while `round` is the number of rounds that the order has been through. */
  "ride-dispatch": defineJob({
    payload: z.object({
      cityId,
      orderId: id,
      round: z.int().nonnegative(),
      /** The order has waited for the round that weighs it against others: it is not put off again. */
      isCollected: z.boolean().optional(),
    }),
    policy: { ...MESSAGE, concurrency: 8 },
  }),
  /** The countdown of one offer has run out. */
  "offer-expiry": defineJob({
    payload: z.object({ cityId, offerId: id }),
    policy: { ...MESSAGE, concurrency: 8 },
  }),
  /** Money that follows from a trip or a payout; the ledger returns the first result to a repeat. */
  "wallet-transactions": defineJob({
    payload: walletCommand,
    policy: { ...MESSAGE, attempts: 10, backoffMs: 500, concurrency: 200 },
    kinds: { field: "kind", known: walletCommand.options.map(({ shape }) => shape.kind.value) },
  }),
  /** A person has been blocked or suspended: what becomes of their orders. */
  restrictions: defineJob({
    payload: z.object({ cityId, restrictionId: id }),
    policy: { ...MESSAGE, concurrency: 4 },
  }),
  /** A person had the account deleted: what is left of them in the history is taken out. */
  "forget-person": defineJob({
    payload: z.object({ cityId, userId: id }),
    policy: { ...MESSAGE, concurrency: 1 },
  }),
  /** A mail to somebody. A server that is away for an hour, or puts a stranger off for that long, is waited for. */
  "send-mail": defineJob({
    payload: mailOrderSchema,
    policy: { ...MESSAGE, attempts: 12, backoffMs: 1_000, concurrency: 4 },
    kinds: { field: "template", known: MAIL_TEMPLATES },
  }),
  /** A notice on a rider's lock screen. Minutes later it is no news, and nobody looks for it among the dead letters. */
  "send-notice": defineJob({
    payload: noticeOrderSchema,
    policy: { ...MESSAGE, attempts: 10, backoffMs: 1_000, concurrency: 16, onDead: "log" },
    kinds: { field: "event", known: NOTICE_EVENTS },
  }),
  /** Periodic housekeeping: one job per task and tick. */
  upkeep: defineJob({
    payload: z.object({ task: z.enum(UPKEEP_TASKS) }),
    policy: { attempts: 3, backoffMs: 1_000, concurrency: 2, inOutage: "hold", completed: "go", onDead: "log" },
    kinds: { field: "task", known: UPKEEP_TASKS },
  }),
};

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]["payload"]>;

/** The jobs by their names, so that what the schema of a name has read is a payload of that name. */
export const JOB_CATALOG: { readonly [N in JobName]: JobDefinition<z.ZodType<JobPayload<N>>> } = JOBS;

export type UpkeepTask = JobPayload<"upkeep">["task"];

export interface JobInfo {
  /** Key of the receipt that makes a second delivery harmless. */
  readonly messageId: string;
}

/** What is done for each job, given what it may reach. A job of the catalog that is missing here does not compile. */
export type JobRuns<C> = {
  readonly [N in JobName]: (ctx: C, payload: JobPayload<N>, info: JobInfo) => Promise<void>;
};

/** How many jobs of each state a queue holds. */
export interface QueueCounts {
  readonly name: JobName;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

export interface EnqueueOptions {
  /** Deterministic: a second add with the same id, while the first is retained, adds nothing. No `:`, not all digits. */
  readonly jobId?: string;
  readonly delayMs?: number;
}

/** A payload as it lies in Redis; the schemas of the catalog read it. */
export function jobDataOf(payload: JobPayload<JobName>): unknown {
  return "pings" in payload ? { ...payload, pings: packPings(payload.pings) } : payload;
}

/** Adds one job to its queue and resolves when Redis has it. */
export type Enqueue = <N extends JobName>(name: N, payload: JobPayload<N>, options?: EnqueueOptions) => Promise<void>;

/** A job in transit from the outbox to its queue. */
export interface OutgoingJob {
  readonly name: JobName;
  /** As `jobDataOf` gives it. */
  readonly payload: unknown;
  readonly jobId: string;
  readonly delayMs: number;
  /** W3C trace context that the job goes on from; null outside of any trace. */
  readonly traceparent: string | null;
}

export type EnqueueMany = (jobs: readonly OutgoingJob[]) => Promise<void>;

const OUTBOX_JOB_ID = "outbox-";

/** The job id of an outbox row: however often it is published, it is one job. */
export function jobIdOfMessage(messageId: string): string {
  return `${OUTBOX_JOB_ID}${messageId}`;
}

/** The id under which a job's receipt is kept: its outbox row, or the job itself when it did not come from the outbox. */
export function messageIdOfJob(jobId: string): string {
  return jobId.startsWith(OUTBOX_JOB_ID) ? jobId.slice(OUTBOX_JOB_ID.length) : jobId;
}

/** Whether a payload says what it is, and this version of the catalog does not have it. */
export function isOfUnknownKind(name: JobName, payload: unknown): boolean {
  const { kinds } = JOB_CATALOG[name];
  if (kinds === undefined) return false;
  const { data } = z.record(z.string(), z.unknown()).safeParse(payload);
  const kind = data?.[kinds.field];
  return typeof kind === "string" && !kinds.known.includes(kind);
}

/** The queues that this version knows. */
export const JOB_NAMES: readonly JobName[] = Object.keys(JOB_CATALOG).filter(isJobName);

/** Whether a name from outside (a row, a wire) is one of the queues. */
export function isJobName(value: string): value is JobName {
  return Object.hasOwn(JOB_CATALOG, value);
}
