import {
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
  TraceFlags,
} from "@opentelemetry/api";

/** Version 00 of https://www.w3.org/TR/trace-context/#traceparent-header. */
const PATTERN = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** What lies beside a job to continue its trace; null outside of any trace. */
export function traceparentOf(span: SpanContext | undefined): string | null {
  if (span === undefined || !isSpanContextValid(span)) return null;
  return `00-${span.traceId}-${span.spanId}-0${span.traceFlags & TraceFlags.SAMPLED}`;
}

/** Of what is being done right now. */
export function currentTraceparent(): string | null {
  return traceparentOf(trace.getActiveSpan()?.spanContext());
}

/** Where a span goes on from; at the root for null and for anything malformed. */
export function contextOf(traceparent: string | null): Context {
  const [, traceId, spanId, flags] = PATTERN.exec(traceparent ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
