import type { Logger } from "pino";
import type { TracingConfig } from "./tracing-config.ts";

/** A process's running export of traces. */
export interface Tracing {
  /** Sends what is waiting, for at most `deadlineMs`, then ends. Never rejects. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Begins to record and export spans; null, and no SDK loaded, without a setting. Once a process, before anything that
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
