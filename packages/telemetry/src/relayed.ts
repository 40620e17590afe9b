import { SpanKind, trace } from "@opentelemetry/api";
import { contextOf, traceparentOf } from "./traceparent.ts";

const tracer = trace.getTracer("atlas");

/**
 * Puts a message's path through the outbox, from its commit until now, into its trace. Returns the context of its job;
 * null when it belongs to no trace.
 */
export function relayed(
  { job, traceparent, createdAt }: { job: string; traceparent: string | null; createdAt: Date },
  now: Date,
): string | null {
  if (traceparent === null) return null;
  const options = { kind: SpanKind.PRODUCER, startTime: createdAt, attributes: { "atlas.queue": job } };
  const span = tracer.startSpan("outbox", options, contextOf(traceparent));
  span.end(now);
  return traceparentOf(span.spanContext()) ?? traceparent;
}
