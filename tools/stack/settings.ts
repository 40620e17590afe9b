import { isDatabaseUrl } from "@atlas/db/database-url";
import { z } from "zod";

import { UserFixableError } from "./user-fixable-error.ts";

const port = z.coerce.number().int().min(1).max(65_535);
const emptyAsMissing = (value: unknown): unknown => (value === "" ? undefined : value);
const optionalDatabase = z.preprocess(
  emptyAsMissing,
  z.string().refine(isDatabaseUrl, "no address of a Postgres database").optional(),
);
const optionalUrl = z.preprocess(emptyAsMissing, z.url().optional());

const schema = z.object({
  DATABASE_URL: optionalDatabase,
  ATLAS_SERVERS_DATABASE_URL: optionalDatabase,
  ATLAS_AUTH_DATABASE_URL: optionalDatabase,
  REDIS_URL: optionalUrl,
  ATLAS_CITY_DIR: z.preprocess(emptyAsMissing, z.string().optional()),
  ATLAS_STATE_DIR: z.string().default(".atlas"),
  ATLAS_PORTS: z.enum(["fixed", "auto", "free"]).default("fixed"),
  GATEWAY_PORT: port.default(8085),
  WORKER_PORT: port.default(8086),
  GATEWAY_METRICS_PORT: port.default(8087),
  WEB_PORT: port.default(3000),
  DRIVER_PORT: port.default(3001),
  ADMIN_PORT: port.default(3002),
  ATLAS_POSTGRES_PORT: port.default(15_432),
  ATLAS_REDIS_PORT: port.default(16_379),
  ATLAS_DEMO_DRIVERS: z.coerce.number().int().min(0).max(5_000).default(30),
  ATLAS_DEMO_RIDERS: z.coerce.number().int().min(0).max(500).default(10),
});

/** Everything about the local stack that the environment can set. */
export type StackSettings = z.output<typeof schema>;

/** The names of the settings that are ports. */
export type PortSetting = Extract<keyof StackSettings, `${string}_PORT`>;

/** Reads the settings from the environment; a value that makes no sense is named in the error. */
export function readSettings(env: NodeJS.ProcessEnv): StackSettings {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new UserFixableError(`These settings cannot be used.\n  ${faults.join("\n  ")}`);
}
