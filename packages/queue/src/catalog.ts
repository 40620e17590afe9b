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
  "expire-holds",
  "stale-drivers",
  "lost-drivers",
  "driver-states",
  "republish-outbox",
  "redrive-settlements",
  "extend-chain",
  "trim-messages",
  "gps-partitions",
  "summarise-trips",
  "late-tracks",
] as const;

/**
 * What may be asked of each queue. A queue has one or more jobs, told apart by `kind` where there is more than one. While
 * Postgres or Redis is away a consumer holds the jobs in hand until it is back (`hold`): every job of the queue needs both.
 * Where most need less, the job makes room for others and comes again soon (`make-room`).
 */
export const JOB_CATALOG = {
  /** A micro-batch of validated pings of one city. */
  "driver-gps": {
    payload: z.object({ cityId, pings }),
    attempts: 5,
    backoffMs: 200,
    // Most of them wait for the history, in which many are written at once.
    concurrency: 32,
    inOutage: "make-room",
  },
  /** An order to be matched. Only counts while `round` is the number of rounds that the order has been through. */
  "ride-dispatch": {
    payload: z.object({
      cityId,
      orderId: id,
      round: z.int().nonnegative(),
      /** The order has waited for the round that weighs it against others: it is not put off again. */
      isCollected: z.boolean().optional(),
    }),
    attempts: 8,
    backoffMs: 250,
    concurrency: 8,
    inOutage: "hold",
  },
  /** The countdown of one offer has run out. */
  "offer-expiry": {
    payload: z.object({ cityId, offerId: id }),
    attempts: 8,
    backoffMs: 250,
    concurrency: 8,
    inOutage: "hold",
  },
  /** Money that follows from a trip or a payout; the ledger answers a repeat with the first result. */
  "wallet-transactions": {
    payload: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("capture"), cityId, orderId: id }),
      z.object({ kind: z.literal("cash-commission"), cityId, orderId: id }),
      z.object({ kind: z.literal("cancel-fee"), cityId, orderId: id }),
      z.object({ kind: z.literal("payout"), cityId, payoutId: id }),
    ]),
    attempts: 10,
    backoffMs: 500,
    concurrency: 200,
    inOutage: "hold",
  },
  /** Periodic housekeeping: one job per task and tick. */
  upkeep: {
    payload: z.object({
      task: z.enum(UPKEEP_TASKS),
    }),
    attempts: 3,
    backoffMs: 1_000,
    concurrency: 2,
    inOutage: "hold",
  },
} as const;

export type JobName = keyof typeof JOB_CATALOG;
export type JobPayload<N extends JobName> = z.infer<(typeof JOB_CATALOG)[N]["payload"]>;
export type UpkeepTask = JobPayload<"upkeep">["task"];

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

/** A job on its way from the outbox to its queue. */
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

/** The id under which a job's receipt is kept: its outbox row, or the job itself when it came another way. */
export function messageIdOfJob(jobId: string): string {
  return jobId.startsWith(OUTBOX_JOB_ID) ? jobId.slice(OUTBOX_JOB_ID.length) : jobId;
}

const kinded = z.object({ kind: z.string() });
const tasked = z.object({ task: z.string() });
const WALLET_KINDS = new Set<string>(
  JOB_CATALOG["wallet-transactions"].payload.options.map(({ shape }) => shape.kind.value),
);
const TASKS = new Set<string>(UPKEEP_TASKS);

/** Whether a payload says what it is, and this version of the catalog does not have it. */
export function isOfUnknownKind(name: JobName, payload: unknown): boolean {
  switch (name) {
    case "wallet-transactions": {
      const { data } = kinded.safeParse(payload);
      return data !== undefined && !WALLET_KINDS.has(data.kind);
    }
    case "upkeep": {
      const { data } = tasked.safeParse(payload);
      return data !== undefined && !TASKS.has(data.task);
    }
    case "driver-gps":
    case "ride-dispatch":
    case "offer-expiry":
      return false;
  }
}

/** The queues that this version knows. */
export const JOB_NAMES: readonly JobName[] = Object.keys(JOB_CATALOG).filter(isJobName);

/** Whether a name from outside (a row, a wire) is one of the queues. */
export function isJobName(value: string): value is JobName {
  return Object.hasOwn(JOB_CATALOG, value);
}
