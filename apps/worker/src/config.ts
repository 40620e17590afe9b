import type { AppUrls } from "@atlas/core/account-request";
import { type GeographyConfig, geographyConfigOf, geographyEnvSchema } from "@atlas/geography/geography-config";
import { type MailConfig, mailConfigOf, mailEnvSchema } from "@atlas/ports/mail/mail-config";
import { type PaymentsConfig, paymentsConfigOf, paymentsEnvSchema } from "@atlas/ports/payments/payments-config";
import { type PushConfig, pushConfigOf, pushEnvSchema } from "@atlas/ports/push/push-config";
import { type TracingConfig, tracingConfigOf, tracingEnvSchema } from "@atlas/telemetry/tracing-config";
import { z } from "zod";

const url = z.url().transform((text) => text.replace(/\/+$/, ""));

const envSchema = geographyEnvSchema.extend({
  ...tracingEnvSchema.shape,
  ...mailEnvSchema.shape,
  ...paymentsEnvSchema.shape,
  ...pushEnvSchema.shape,
  DATABASE_URL: z.string().min(1),
  REDIS_URL: z.string().min(1),
  /** Separates installations, or test files, that share a Redis. */
  ATLAS_QUEUE_PREFIX: z.string().min(1).optional(),
  ATLAS_HOST: z.string().min(1).default("127.0.0.1"),
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(8086),
  ATLAS_LINK_SECRET: z.string().min(32, "ATLAS_LINK_SECRET needs 32 characters or more"),
  /** Where the links of mails lead. */
  WEB_URL: url.default("http://localhost:3000"),
  DRIVER_URL: url.default("http://localhost:3001"),
  ADMIN_URL: url.default("http://localhost:3002"),
  ATLAS_METRICS_MAX_AGE_MS: z.coerce.number().int().min(0).max(60_000).default(1_000),
  ATLAS_GPS_RETENTION_DAYS: z.coerce.number().int().min(1).default(30),
  ATLAS_DISPATCH_RETENTION_DAYS: z.coerce.number().int().min(1).default(30),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  /** Compose files hand down what is not set as an empty text. */
  ATLAS_DEMO: z.enum(["", "0", "1"]).default("0"),
});

/** The worker's settings, read once at the start. */
export interface WorkerConfig extends GeographyConfig {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly host: string;
  /** Of health and metrics; 0 takes a free port. */
  readonly port: number;
  /** How old the metrics of a scrape may be; a second when left out. */
  readonly metricsMaxAgeMs?: number;
  readonly gpsRetentionDays: number;
  /** How long dispatch can be explained. */
  readonly dispatchRetentionDays: number;
  readonly mail: MailConfig;
  /** By whom payments are taken; null, or left out, for nobody. */
  readonly payments?: PaymentsConfig;
  /** How riders are notified; nobody is when left out. */
  readonly push?: PushConfig;
  /** Of the links in mails; the gateway has the same. */
  readonly linkSecret: string;
  /** Where browsers reach each app. */
  readonly appUrls: AppUrls;
  readonly logLevel: string;
  /** Null, or left out, when nothing is traced. */
  readonly tracing?: TracingConfig | null;
  readonly isDemo: boolean;
  /** Gets the clock before anything else reads the time. */
  readonly onClock?: (clock: () => Date) => void;
  /** Separates installations, or test files, that share a Redis. */
  readonly queuePrefix?: string;
  /** See `ConsumerOptions.lockMs`. */
  readonly lockMs?: number;
}

/** @throws ZodError that names each missing or misshapen variable */
export function readConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const parsed = envSchema.parse(env);
  return {
    ...geographyConfigOf(parsed),
    tracing: tracingConfigOf(parsed),
    ...(parsed.ATLAS_QUEUE_PREFIX === undefined ? {} : { queuePrefix: parsed.ATLAS_QUEUE_PREFIX }),
    databaseUrl: parsed.DATABASE_URL,
    redisUrl: parsed.REDIS_URL,
    host: parsed.ATLAS_HOST,
    port: parsed.WORKER_PORT,
    metricsMaxAgeMs: parsed.ATLAS_METRICS_MAX_AGE_MS,
    gpsRetentionDays: parsed.ATLAS_GPS_RETENTION_DAYS,
    dispatchRetentionDays: parsed.ATLAS_DISPATCH_RETENTION_DAYS,
    mail: mailConfigOf(parsed),
    payments: paymentsConfigOf(parsed, { isDemo: parsed.ATLAS_DEMO === "1" }),
    push: pushConfigOf(parsed, { isDemo: parsed.ATLAS_DEMO === "1", webUrl: parsed.WEB_URL }),
    linkSecret: parsed.ATLAS_LINK_SECRET,
    appUrls: { web: parsed.WEB_URL, driver: parsed.DRIVER_URL, admin: parsed.ADMIN_URL },
    logLevel: parsed.LOG_LEVEL,
    isDemo: parsed.ATLAS_DEMO === "1",
  };
}
