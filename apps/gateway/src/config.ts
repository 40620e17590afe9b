import { createPrivateKey, type KeyObject } from "node:crypto";
import { availableParallelism } from "node:os";
import type { LimitSettings } from "@atlas/core/overload/in-flight-limit";
import { type GeographyConfig, geographyConfigOf, geographyEnvSchema } from "@atlas/geography/geography-config";
import { type MailConfig, mailConfigOf, mailEnvSchema } from "@atlas/ports/mail/mail-config";
import { type PaymentsConfig, paymentsConfigOf, paymentsEnvSchema } from "@atlas/ports/payments/payments-config";
import { type PushConfig, pushConfigOf, pushEnvSchema } from "@atlas/ports/push/push-config";
import { type TracingConfig, tracingConfigOf, tracingEnvSchema } from "@atlas/telemetry/tracing-config";
import { z } from "zod";
import type { ClientAddressRule } from "./http/client-address.ts";
import { CONNECTION_LIMITS, type ConnectionLimits } from "./http/connection-limits.ts";
import type { LimitsOfCallers } from "./overload/caller-limits.ts";

const url = z.url().transform((text) => text.replace(/\/+$/, ""));

/** Compose files hand down what is not set as an empty text. */
const formerSecret = z
  .literal("")
  .transform(() => undefined)
  .or(z.string().min(32, "needs 32 characters or more"))
  .optional();

const envSchema = geographyEnvSchema.extend({
  ...tracingEnvSchema.shape,
  ...mailEnvSchema.shape,
  ...paymentsEnvSchema.shape,
  ...pushEnvSchema.shape,
  DATABASE_URL: z.string().min(1),
  /** Of the auth library, whose log-in reads password hashes and tokens; left out, it shares the servers'. */
  ATLAS_AUTH_DATABASE_URL: z.string().min(1).optional(),
  REDIS_URL: z.string().min(1),
  /** Separates installations, or test files, that share a Redis. */
  ATLAS_QUEUE_PREFIX: z.string().min(1).optional(),
  ATLAS_HOST: z.string().min(1).default("127.0.0.1"),
  GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).default(8085),
  WEB_URL: url.default("http://localhost:3000"),
  DRIVER_URL: url.default("http://localhost:3001"),
  ADMIN_URL: url.default("http://localhost:3002"),
  ATLAS_GATEWAY_URL: url.default("http://localhost:8085"),
  ATLAS_LINK_SECRET: z.string().min(32, "ATLAS_LINK_SECRET needs 32 characters or more"),
  BETTER_AUTH_SECRET: z.string().min(32, "BETTER_AUTH_SECRET needs 32 characters or more"),
  /** While a new secret is brought in: what these have signed is taken, and nothing is signed with them. */
  BETTER_AUTH_SECRET_PREVIOUS: formerSecret,
  ATLAS_LINK_SECRET_PREVIOUS: formerSecret,
  /** Set by a proxy that replaces whatever the client sent; without it the socket's own address counts. */
  ATLAS_CLIENT_IP_HEADER: z.string().min(1).optional(),
  /** The networks of that proxy, with commas between them; left out, all private ones. */
  ATLAS_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(",").map((network) => network.trim()))
    .optional(),
  /** Of `/metrics`, which is not served where the rest is. */
  GATEWAY_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(8087),
  ATLAS_METRICS_MAX_AGE_MS: z.coerce.number().int().min(0).max(60_000).default(1_000),
  /** Threads that search routes and places, each with the graph of all cities. */
  ATLAS_GROUND_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(Math.max(1, Math.min(4, availableParallelism() - 1))),
  /** WebSockets of one gateway: each takes about 40 KB. */
  ATLAS_MAX_SOCKETS: z.coerce.number().int().min(1).default(CONNECTION_LIMITS.sockets),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  /** PEM (PKCS8, Ed25519), line breaks as they are or as \\n: signs the heads of the ledger's chain. */
  ATLAS_LEDGER_SIGNING_KEY: z
    .string()
    .min(1)
    .transform((pem, context) => readSigningKey(pem, context))
    .optional(),
  /** Compose files hand down what is not set as an empty text. */
  ATLAS_DEMO: z.enum(["", "0", "1"]).default("0"),
});

/** The gateway's settings, read once at the start. */
export interface GatewayConfig extends GeographyConfig {
  readonly databaseUrl: string;
  /** With the log-in that sessions are read and people signed in with; left out, that of `databaseUrl`. */
  readonly authDatabaseUrl?: string;
  readonly redisUrl: string;
  /** Separates installations, or test files, that share a Redis. */
  readonly queuePrefix?: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where metrics are served; 0 takes a free one. */
  readonly metricsPort: number;
  /** How old the metrics of a scrape may be. */
  readonly metricsMaxAgeMs: number;
  /** Where browsers reach each app; their origins are the only ones let in. */
  readonly appUrls: { readonly web: string; readonly driver: string; readonly admin: string };
  /** Where browsers reach this gateway. */
  readonly publicUrl: string;
  readonly authSecret: string;
  /** What it was before, as long as cookies that it signed are taken. */
  readonly formerAuthSecret?: string;
  /** How mail leaves; what lies in a folder a demo shows. */
  readonly mail: MailConfig;
  /** By whom payments are taken; null, or left out, for nobody. */
  readonly payments?: PaymentsConfig;
  /** How riders are notified; nobody is when left out. */
  readonly push?: PushConfig;
  /** Of the links in mails; the worker has the same. */
  readonly linkSecret: string;
  /** What it was before, as long as links that it made are taken. */
  readonly formerLinkSecret?: string;
  readonly clientAddress: ClientAddressRule;
  readonly logLevel: string;
  /** Null, or left out, when nothing is traced. */
  readonly tracing?: TracingConfig | null;
  readonly isDemo: boolean;
  /** How many calls are served at once; left out, as `Admission` has it. */
  readonly inFlight?: LimitSettings;
  /** How many threads search routes and places; one when left out. */
  readonly groundThreads?: number;
  /** What one caller may have; left out, `CALLER_LIMITS`. */
  readonly callers?: LimitsOfCallers;
  /** What differs from `CONNECTION_LIMITS`. */
  readonly connections?: Partial<ConnectionLimits>;
  /** Gets the clock before anything else reads the time. */
  readonly onClock?: (clock: () => Date) => void;
  readonly ledgerSigningKey: KeyObject | null;
}

function readSigningKey(pem: string, context: z.RefinementCtx): KeyObject {
  try {
    const key = createPrivateKey(pem.replaceAll("\\n", "\n"));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // Named below, without the key.
  }
  context.addIssue({ code: "custom", message: "ATLAS_LEDGER_SIGNING_KEY is no Ed25519 key in PEM (PKCS8)" });
  return z.NEVER;
}

/** @throws ZodError that names each missing or misshapen variable */
export function readConfig(env: NodeJS.ProcessEnv): GatewayConfig {
  const parsed = envSchema.parse(env);
  return {
    databaseUrl: parsed.DATABASE_URL,
    ...(parsed.ATLAS_AUTH_DATABASE_URL === undefined ? {} : { authDatabaseUrl: parsed.ATLAS_AUTH_DATABASE_URL }),
    redisUrl: parsed.REDIS_URL,
    host: parsed.ATLAS_HOST,
    port: parsed.GATEWAY_PORT,
    metricsPort: parsed.GATEWAY_METRICS_PORT,
    metricsMaxAgeMs: parsed.ATLAS_METRICS_MAX_AGE_MS,
    appUrls: { web: parsed.WEB_URL, driver: parsed.DRIVER_URL, admin: parsed.ADMIN_URL },
    publicUrl: parsed.ATLAS_GATEWAY_URL,
    ...geographyConfigOf(parsed),
    tracing: tracingConfigOf(parsed),
    ...(parsed.ATLAS_QUEUE_PREFIX === undefined ? {} : { queuePrefix: parsed.ATLAS_QUEUE_PREFIX }),
    authSecret: parsed.BETTER_AUTH_SECRET,
    ...(parsed.BETTER_AUTH_SECRET_PREVIOUS === undefined
      ? {}
      : { formerAuthSecret: parsed.BETTER_AUTH_SECRET_PREVIOUS }),
    ...(parsed.ATLAS_LINK_SECRET_PREVIOUS === undefined ? {} : { formerLinkSecret: parsed.ATLAS_LINK_SECRET_PREVIOUS }),
    mail: mailConfigOf(parsed),
    payments: paymentsConfigOf(parsed, { isDemo: parsed.ATLAS_DEMO === "1" }),
    push: pushConfigOf(parsed, { isDemo: parsed.ATLAS_DEMO === "1", webUrl: parsed.WEB_URL }),
    linkSecret: parsed.ATLAS_LINK_SECRET,
    clientAddress: {
      header: parsed.ATLAS_CLIENT_IP_HEADER?.toLowerCase() ?? null,
      ...(parsed.ATLAS_TRUSTED_PROXIES === undefined ? {} : { proxies: parsed.ATLAS_TRUSTED_PROXIES }),
    },
    groundThreads: parsed.ATLAS_GROUND_THREADS,
    connections: { sockets: parsed.ATLAS_MAX_SOCKETS },
    logLevel: parsed.LOG_LEVEL,
    isDemo: parsed.ATLAS_DEMO === "1",
    ledgerSigningKey: parsed.ATLAS_LEDGER_SIGNING_KEY ?? null,
  };
}
