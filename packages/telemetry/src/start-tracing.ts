import type { Logger } from "pino";
import type { Tracing } from "./tracing.ts";
import type { TracingConfig } from "./tracing-config.ts";

/**
 * Begins to record and export spans; null, and no SDK loaded, without a setting. Once per process, before anything that
 * should be traced.
 */
export async function startTracing(
  config: TracingConfig | null,
  { serviceName, log }: { serviceName: string; log: Logger },
): Promise<Tracing | null> {
  if (config === null) return null;
  const { exportTraces } = await import("./export-traces.ts");
  return exportTraces(config, { serviceName, log });
}
