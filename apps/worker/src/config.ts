import { z } from "zod";

const envSchema = z.object({
  DATABASE_URL: z.string().min(1),
  REDIS_URL: z.string().min(1),
  ATLAS_HOST: z.string().min(1).default("127.0.0.1"),
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(8086),
  ATLAS_CITY_DIR: z.string().min(1).optional(),
  /** A routing server to ask instead of the city's own road graph; OSRM wins over Valhalla. */
  ATLAS_OSRM_URL: z.url().optional(),
  ATLAS_VALHALLA_URL: z.url().optional(),
  ATLAS_GPS_RETENTION_DAYS: z.coerce.number().int().min(1).default(30),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  ATLAS_DEMO: z.enum(["0", "1"]).default("0"),
});

/** The worker's settings, read once at the start. */
export interface WorkerConfig {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly host: string;
  /** Of health and metrics; 0 takes a free port. */
  readonly port: number;
  readonly cityDir: string | null;
  readonly routingServer?: { readonly kind: "osrm" | "valhalla"; readonly url: string };
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
  const { ATLAS_OSRM_URL: osrm, ATLAS_VALHALLA_URL: valhalla } = parsed;
  return {
    ...(valhalla === undefined ? {} : { routingServer: { kind: "valhalla", url: valhalla } }),
    ...(osrm === undefined ? {} : { routingServer: { kind: "osrm", url: osrm } }),
    databaseUrl: parsed.DATABASE_URL,
    redisUrl: parsed.REDIS_URL,
    host: parsed.ATLAS_HOST,
    port: parsed.WORKER_PORT,
    cityDir: parsed.ATLAS_CITY_DIR ?? null,
    gpsRetentionDays: parsed.ATLAS_GPS_RETENTION_DAYS,
    logLevel: parsed.LOG_LEVEL,
    isDemo: parsed.ATLAS_DEMO === "1",
  };
}
