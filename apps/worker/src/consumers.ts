import { JOB_CATALOG, JOB_NAMES, type JobName } from "@atlas/queue/catalog";
import { type Consumer, type ConsumerOptions, startConsumer } from "@atlas/queue/consumer";
import type { JobContext } from "@atlas/services/jobs/job-context";
import { JOB_TABLE } from "@atlas/services/jobs/job-table";

/** Joins each queue to what is done for its jobs. */
export function startConsumers(ctx: JobContext, queue: ConsumerOptions): Consumer[] {
  return JOB_NAMES.map((name) => consume(name, ctx, queue));
}

function consume<N extends JobName>(name: N, ctx: JobContext, queue: ConsumerOptions): Consumer {
  const run = JOB_TABLE[name];
  const logDead: ConsumerOptions["moveToDeadLetters"] = async ({ payload, reason }) =>
    ctx.services.log.error({ payload, reason }, `${name}.failed`);
  const { onDead } = JOB_CATALOG[name].policy;
  const options = onDead === "log" ? { ...queue, moveToDeadLetters: logDead } : queue;
  return startConsumer(name, async (payload, info) => run(ctx, payload, info), options);
}
