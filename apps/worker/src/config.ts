import {
  type GeographyConfig,
  geographyConfigOf,
  geographyEnvSchema,
} from "@atlas/services/geography/geography-config";
import { z } from "zod";

const envSchema = geographyEnvSchema.extend({
  DATABASE_URL: z.string().min(1),
  REDIS_URL: z.string().min(1),
  ATLAS_HOST: z.string().min(1).default("127.0.0.1"),
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(8086),
  ATLAS_GPS_RETENTION_DAYS: z.coerce.number().int().min(1).default(30),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  ATLAS_DEMO: z.enum(["0", "1"]).default("0"),
});

/** The worker's settings, read once at the start. */
export interface WorkerConfig extends GeographyConfig {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly host: string;
  /** Of health and metrics; 0 takes a free port. */
  readonly port: number;
  readonly gpsRetentionDays: number;
  readonly logLevel: string;
  readonly isDemo: boolean;
  /** Separates the queues of test files that share a Redis. */
  readonly queuePrefix?: string;
  /** See `ConsumerOptions.lockMs`. */
  readonly lockMs?: number;
}

/** @throws ZodError that names each missing or misshapen variable */
export function readConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const parsed = envSchema.parse(env);
  return {
    ...geographyConfigOf(parsed),
    databaseUrl: parsed.DATABASE_URL,
    redisUrl: parsed.REDIS_URL,
    host: parsed.ATLAS_HOST,
    port: parsed.WORKER_PORT,
    gpsRetentionDays: parsed.ATLAS_GPS_RETENTION_DAYS,
    logLevel: parsed.LOG_LEVEL,
    isDemo: parsed.ATLAS_DEMO === "1",
  };
}
