import { DomainError } from "@atlas/core/errors";
import { type Attributes, context, type Link, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { contextOf } from "./traceparent.ts";

export interface SpanOptions {
  /** `internal` when left out. */
  readonly kind?: "internal" | "server" | "consumer";
  readonly attributes?: Attributes;
  /** What the span follows from; null begins a trace. What is being done right now when left out. */
  readonly traceparent?: string | null;
  /** Other traces that it does the work of. */
  readonly links?: Link[];
}

const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, consumer: SpanKind.CONSUMER } as const;
const tracer = trace.getTracer("atlas");

/** Does the work inside a span; does only the work while nothing is traced. What the work throws marks the span. */
export async function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const { kind = "internal", attributes = {}, traceparent, links = [] } = options;
  const parent = traceparent === undefined ? context.active() : contextOf(traceparent);
  return await tracer.startActiveSpan(name, { kind: KINDS[kind], attributes, links }, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Says what kind of error it was. Its words stay in the log: they may hold somebody's data. */
export function markFailed(span: Span, error: unknown): void {
  const isRefusal = error instanceof DomainError;
  span.setAttribute("error.type", isRefusal ? error.code : error instanceof Error ? error.constructor.name : "unknown");
  if (!isRefusal || error.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Adds to the span of what is being done right now, if there is one. */
export function describeSpan(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/** The trace of what is being done right now, as fields of a log line. */
export function traceFields(): { readonly traceId?: string; readonly spanId?: string } {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
}

/** What is being done right now, for the links of a span that does it for several at once. */
export function currentLink(): Link | null {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? null : { context: span };
}
