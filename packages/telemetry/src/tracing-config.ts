import { z } from "zod";

const UNSET = z.literal("").transform(() => undefined);

/** The standard variables that decide whether and how much is traced; an empty one counts as unset. */
export const tracingEnvSchema = z.object({
  /** An OTLP/HTTP receiver such as http://jaeger:4318. Without it nothing is traced and no SDK is loaded. */
  OTEL_EXPORTER_OTLP_ENDPOINT: UNSET.or(z.url().transform((text) => text.replace(/\/+$/, ""))).optional(),
  /** The share of traces to keep, 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: UNSET.or(z.coerce.number().min(0).max(1)).optional(),
});

export interface TracingConfig {
  /** Of an OTLP/HTTP receiver, without `/v1/traces` and without a slash at its end. */
  readonly endpoint: string;
  /** The share of traces to keep, 0 to 1. A called process keeps what its caller keeps. */
  readonly ratio: number;
}

/** Null when nothing is to be traced. */
export function tracingConfigOf(env: z.output<typeof tracingEnvSchema>): TracingConfig | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = env;
  return endpoint === undefined ? null : { endpoint, ratio: ratio ?? 1 };
}
