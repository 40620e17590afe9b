import { setTimeout as delay } from "node:timers/promises";
import type { Transaction } from "@atlas/db/connect";
import { outbox } from "@atlas/db/schema/messaging";
import { jobDataOf, type JobName, type JobPayload } from "@atlas/queue/catalog";
import { describeSpan } from "@atlas/telemetry/in-span";
import { currentTraceparent } from "@atlas/telemetry/traceparent";
import type { Logger } from "pino";
import type { AtlasEvent } from "../atlas-event.ts";
import type { ServiceContext } from "../context.ts";

/** What a transaction needs besides the use case. */
export interface WorkContext extends Pick<ServiceContext, "db" | "clock" | "newId" | "events"> {
  readonly log: Pick<Logger, "warn">;
}

export interface EnqueueOptions {
  /** Not before this many milliseconds from now. */
  readonly delayMs?: number;
}

/** What leaves with a commit, and only with it. */
export interface Outgoing {
  /**
   * Promises a job: it is committed with what makes it necessary, or neither is. The relay publishes it at least once; the
   * consumer keeps a receipt (`consumeOnce`).
   */
  enqueue<N extends JobName>(name: N, payload: JobPayload<N>, options?: EnqueueOptions): Promise<void>;
  /** Promises a job whose data has lain in its queue before, and parses. */
  enqueueAgain(name: JobName, data: unknown): Promise<void>;
  /** Tells watchers, once it is committed. */
  publish(event: AtlasEvent): void;
  /** Runs once it is committed, after the events. It must be safe to repeat; its failure is logged. */
  afterCommit(act: () => Promise<void>): void;
}

/** A transaction of `inTransaction`, which alone makes them: what needs one cannot forget the relay or the watchers. */
export type UnitOfWork = Transaction & Outgoing;

/** When an uncertain commit is announced, after its failure: the server may still be committing, or away for a moment. */
const UNCERTAIN_AFTER_MS = [0, 400, 1_500, 5_000, 15_000];
/** The city of a job that has none. */
const NO_CITY = "-";

/**
 * Runs a transaction, commits, then wakes the relay if it has promised jobs and announces what it has published. When it
 * fails although its work was done, the reply to COMMIT was lost and nobody here can know what has happened: then all of that
 * is done as well, a few times, while the caller gets the error. These are hints, after which everybody reads the truth: one
 * too many costs a read.
 */
export async function inTransaction<T>(ctx: WorkContext, work: (tx: UnitOfWork) => Promise<T>): Promise<T> {
  const committing: { readonly announce: () => Promise<void>; readonly result: T }[] = [];
  try {
    await ctx.db.transaction(async (tx) => {
      const { outgoing, close } = collect(ctx, tx);
      const result = await work(Object.assign(tx, outgoing));
      committing.push({ announce: close(), result });
    });
  } catch (error) {
    const [uncertain] = committing;
    if (uncertain) void announceUncertain(uncertain.announce);
    throw error;
  }
  const [committed] = committing;
  if (!committed) throw new Error("committed without work");
  await committed.announce();
  return committed.result;
}

interface Collecting {
  readonly outgoing: Outgoing;
  /** Takes nothing more, and gives what to do once it is committed. */
  readonly close: () => () => Promise<void>;
}

function collect(ctx: WorkContext, tx: Transaction): Collecting {
  const events: AtlasEvent[] = [];
  const acts: (() => Promise<void>)[] = [];
  let hasJobs = false;
  let isOpen = true;
  const refuseLate = (): void => {
    if (!isOpen) throw new Error("The transaction is over: what it publishes now, nobody would hear of.");
  };
  const promise = async (job: JobName, data: unknown, cityId: string, delayMs: number): Promise<void> => {
    refuseLate();
    hasJobs = true;
    const createdAt = ctx.clock();
    const dueAt = new Date(createdAt.getTime() + delayMs);
    const traceparent = currentTraceparent();
    await tx.insert(outbox).values({ id: ctx.newId(), cityId, job, payload: data, createdAt, dueAt, traceparent });
  };
  const announce = async (): Promise<void> => {
    const order = events.find(({ kind }) => kind === "order");
    if (order?.kind === "order") describeSpan({ "atlas.order.id": order.orderId });
    if (hasJobs) ctx.events.wakeRelay();
    for (const event of events) ctx.events.publish(event);
    for (const act of acts) {
      await act().catch((err: unknown) => ctx.log.warn({ err }, "not done after a commit"));
    }
  };
  return {
    outgoing: {
      enqueue: async (name, payload, { delayMs = 0 } = {}) =>
        promise(name, jobDataOf(payload), cityOf(payload), delayMs),
      enqueueAgain: async (name, data) => promise(name, data, cityOf(data), 0),
      publish(event) {
        refuseLate();
        events.push(event);
      },
      afterCommit(act) {
        refuseLate();
        acts.push(act);
      },
    },
    close() {
      isOpen = false;
      return announce;
    },
  };
}

function cityOf(payload: unknown): string {
  const hasCity = typeof payload === "object" && payload !== null && "cityId" in payload;
  return hasCity && typeof payload.cityId === "string" ? payload.cityId : NO_CITY;
}

async function announceUncertain(announce: () => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  for (const afterMs of UNCERTAIN_AFTER_MS) {
    await delay(Math.max(0, startedMs + afterMs - performance.now()), undefined, { ref: false });
    await announce();
  }
}
