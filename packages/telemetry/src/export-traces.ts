import { randomUUID } from "node:crypto";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import { ForgivingExporter } from "./forgiving-exporter.ts";
import type { Tracing } from "./tracing.ts";
import type { TracingConfig } from "./tracing-config.ts";

/** What one export may take; spans that come meanwhile wait, and beyond the SDK's 2,048 are dropped. */
const EXPORT_TIMEOUT_MS = 5_000;
const EVERY_MS = 1_000;

/** Registers the SDK with the OpenTelemetry API. Imported only when traces are wanted. */
export function exportTraces(
  { endpoint, ratio }: TracingConfig,
  { serviceName, log }: { serviceName: string; log: Logger },
): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: EXPORT_TIMEOUT_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName, "service.instance.id": randomUUID() }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new ForgivingExporter(exporter, log), scheduledDelayMillis: EVERY_MS }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  log.info({ endpoint, ratio }, "tracing");
  return {
    async stop(deadlineMs) {
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, deadlineMs);
      });
      await Promise.race([
        provider.shutdown().catch((err: unknown) => log.warn({ err }, "tracing not flushed")),
        deadline,
      ]);
      clearTimeout(timer);
    },
  };
}
