import type { RunOptions, StartedJob } from "@atlas/queue/run-job";
import { inSpan, markFailed } from "@atlas/telemetry/in-span";
import { z } from "zod";

/** Of batches of positions, hundreds a second, only every so many-th gets a span. */
const GPS_BATCHES_A_SPAN = 100;

const text = z.string().optional();
const aboutSchema = z.object({
  cityId: text,
  orderId: text,
  offerId: text,
  payoutId: text,
  kind: text,
  task: text,
});
type About = z.output<typeof aboutSchema>;

/** A span for each attempt of a job, in the trace of the job's cause. */
export function traceJobs(): NonNullable<RunOptions["around"]> {
  let gpsBatches = 0;
  return async (job, attempt) => {
    if (job.queue === "driver-gps" && gpsBatches++ % GPS_BATCHES_A_SPAN !== 0) return await attempt();
    const parsed = aboutSchema.safeParse(job.payload);
    const about = parsed.success ? parsed.data : {};
    const { traceparent } = job;
    const options = { kind: "consumer", traceparent, attributes: attributesOf(job, about) } as const;
    return await inSpan(nameOf(job, about), options, async (span) => {
      const ended = await attempt();
      span.setAttribute("atlas.outcome", ended.outcome);
      if (ended.outcome !== "completed") markFailed(span, ended.error);
      return ended;
    });
  };
}

function nameOf({ queue }: StartedJob, { kind, task }: Partial<About>): string {
  const job = kind ?? task;
  return job === undefined ? queue : `${queue}/${job}`;
}

function attributesOf(job: StartedJob, about: Partial<About>): Record<string, string | number> {
  const ids = { "atlas.city": about.cityId, "atlas.order.id": about.orderId, "atlas.offer.id": about.offerId };
  return {
    "atlas.queue": job.queue,
    "atlas.message.id": job.messageId,
    "atlas.attempt": job.attempt,
    ...Object.fromEntries(Object.entries({ ...ids, "atlas.payout.id": about.payoutId }).flatMap(present)),
  };
}

function present([name, value]: [string, string | undefined]): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}
