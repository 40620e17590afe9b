import type { Transaction } from "@atlas/db/connect";
import { outbox } from "@atlas/db/schema/messaging";
import type { JobName, JobPayload } from "@atlas/queue/catalog";
import type { ServiceContext } from "../context.ts";
import { currentTraceparent } from "@atlas/telemetry/traceparent";

export interface OutboxOptions {
  readonly cityId: string;
  /** Not before this many milliseconds from now. */
  readonly delayMs?: number;
}

/**
 * Promises a job in the transaction that makes it necessary: both are committed or neither is. The relay publishes it
 * at least once; the consumer keeps a receipt (`consumeOnce`). Answers the message's id.
 */
export async function enqueueInTransaction<N extends JobName>(
  tx: Transaction,
  ctx: Pick<ServiceContext, "clock" | "newId">,
  message: { job: N; payload: JobPayload<N> } & OutboxOptions,
): Promise<string> {
  const id = ctx.newId();
  const createdAt = ctx.clock();
  await tx.insert(outbox).values({
    id,
    cityId: message.cityId,
    job: message.job,
    payload: message.payload,
    createdAt,
    dueAt: new Date(createdAt.getTime() + (message.delayMs ?? 0)),
    traceparent: currentTraceparent(),
  });
  return id;
}
