/** What one workspace package may import. */
export interface Layer {
  /** Workspace packages whose values it may import. */
  readonly packages: readonly string[];
  /** Workspace packages of which it may import types only. */
  readonly typesOf?: readonly string[];
  /** The only third-party packages it may import outside tests; missing means any. */
  readonly thirdParty?: readonly string[];
  /** Only these public files of a package, where not all of them are allowed. */
  readonly only?: Readonly<Record<string, readonly string[]>>;
  /** Whether it may reach the system through `node:` modules. */
  readonly mayUseNode?: boolean;
}

/** For tests only: listed where tests use it, and declared under `devDependencies`. */
const FAULTS = "@atlas/faults";
/** What routes come from. Services take it in `ctx`; their tests put it there. */
const GEOGRAPHY = "@atlas/geography";
/** In tests, which pay by the built-in provider. */
const PORTS = "@atlas/ports";
const TELEMETRY = "@atlas/telemetry";
const EVERYTHING = [
  "@atlas/core",
  "@atlas/db",
  "@atlas/queue",
  TELEMETRY,
  GEOGRAPHY,
  "@atlas/ports",
  "@atlas/services",
  "@atlas/api",
  FAULTS,
];
/** What the command-line entries hand over to. */
const ENTERED = [
  "@atlas/stack",
  "@atlas/setup",
  "@atlas/checks",
  "@atlas/fault-runs",
  "@atlas/mutation",
  "@atlas/catalogue",
  "@atlas/city-builder",
  "@atlas/bench",
  "@atlas/simulator",
];
const BROWSER_APP: Layer = { packages: ["@atlas/features", "@atlas/ui", "@atlas/core"], typesOf: ["@atlas/api"] };

/** The layer table of CONTRIBUTING.md, by folder. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  "packages/core": { packages: [FAULTS], thirdParty: ["zod"], mayUseNode: false },
  "packages/faults": { packages: [], thirdParty: ["fast-check"] },
  "packages/db": { packages: ["@atlas/core", FAULTS], thirdParty: ["zod", "drizzle-orm", "postgres"] },
  "packages/queue": { packages: ["@atlas/core", FAULTS], thirdParty: ["zod", "bullmq", "ioredis"] },
  "packages/telemetry": {
    packages: ["@atlas/core"],
    thirdParty: [
      "@opentelemetry/api",
      "@opentelemetry/context-async-hooks",
      "@opentelemetry/exporter-trace-otlp-http",
      "@opentelemetry/resources",
      "@opentelemetry/sdk-trace",
      "pino",
      "zod",
    ],
  },
  "packages/geography": { packages: ["@atlas/core", "@atlas/db", FAULTS], thirdParty: ["minisearch", "pino", "zod"] },
  // Services outside Atlas: mail, payments, push. Several adapters, one contract suite for all.
  "packages/ports": {
    packages: ["@atlas/core", FAULTS],
    thirdParty: ["midtrans-client", "nodemailer", "stripe", "web-push", "xendit-node", "zod"],
  },
  "packages/services": {
    packages: ["@atlas/core", "@atlas/db", "@atlas/queue", TELEMETRY, GEOGRAPHY, PORTS, FAULTS],
    // The catalog names jobs; running them is the worker's business.
    only: { "@atlas/queue": ["catalog"] },
    thirdParty: [
      "@opentelemetry/api",
      "drizzle-orm",
      "h3-js",
      "ioredis",
      "pino",
      "postgres",
      "@zxcvbn-ts/language-common",
      "rate-limiter-flexible",
      "uuid",
      "zod",
    ],
  },
  "packages/api": {
    packages: ["@atlas/core", "@atlas/services"],
    thirdParty: ["@trpc/server", "zod"],
    mayUseNode: false,
  },
  "packages/ui": { packages: ["@atlas/core"] },
  "packages/features": { packages: ["@atlas/ui", "@atlas/core"], typesOf: ["@atlas/api"] },
  "apps/web": BROWSER_APP,
  "apps/driver": BROWSER_APP,
  "apps/admin": BROWSER_APP,
  "apps/gateway": { packages: EVERYTHING },
  "apps/worker": { packages: EVERYTHING },
  "apps/simulator": { packages: ["@atlas/core"], typesOf: ["@atlas/api"] },
  e2e: { packages: ["@atlas/core"], typesOf: ["@atlas/api"] },
  bench: { packages: [...EVERYTHING, "@atlas/stack"] },
  "packages/city-builder": {
    packages: ["@atlas/core", GEOGRAPHY, FAULTS],
    thirdParty: ["@maplibre/geojson-vt", "@maplibre/vt-pbf", "pbf", "pmtiles", "zod"],
  },
  "tools/layers": { packages: [], thirdParty: ["zod"] },
  "tools/stack": { packages: ["@atlas/db", "@atlas/queue", "@atlas/services", FAULTS] },
  "tools/setup": {
    packages: ["@atlas/core", "@atlas/db", "@atlas/queue", GEOGRAPHY, "@atlas/services", "@atlas/stack"],
  },
  // What partners get: the page of the API, and a client that is generated and run by a test.
  "tools/api-client": { packages: ["@atlas/core", "@atlas/services", "@atlas/api", "@atlas/gateway"] },
  "tools/checks": { packages: ["@atlas/core", "@atlas/db", "@atlas/services", "@atlas/setup", "@atlas/stack", FAULTS] },
  "tools/fault-runs": { packages: ["@atlas/core", "@atlas/db", "@atlas/services", "@atlas/stack", FAULTS] },
  "tools/mutation": { packages: [] },
  "tools/catalogue": { packages: ["@atlas/ui", "@atlas/stack"] },
  "tools/cli": { packages: [...EVERYTHING, ...ENTERED] },
};
