import { generateKeyPairSync, randomBytes } from "node:crypto";
import { withLogin } from "@atlas/db/database-url";
import { migrate } from "@atlas/db/migrate";
import { type Certificates, HAS_OPENSSL, makeCertificates } from "@atlas/faults/certificates";
import { checkPostgres, checkRedis } from "@atlas/setup/check-servers";
import { findFreePort } from "@atlas/stack/ports";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startGuardedRedis } from "./guarded-redis-fixture.ts";
import { startOwnPostgres } from "./own-postgres-fixture.ts";
import { startProduction } from "./run-process-fixture.ts";

// Whole servers and processes start here.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const NOT_TAKEN = { level: "fault", says: expect.stringContaining("certificate") };

describe.skipIf(!HAS_OPENSSL)("Postgres and Redis by TLS, of one's own authority (skipped without openssl)", () => {
  const opened = new AsyncDisposableStack();
  let certificates: Certificates;
  /** Of the owner: as it was, and by TLS. */
  let plainUrl: string;
  let ownerUrl: string;
  let redisUrl: string;
  /** Of gateway and worker, but for the authority. */
  let env: Record<string, string>;

  beforeAll(async () => {
    certificates = opened.use(makeCertificates());
    const [server, redis] = await Promise.all([startOwnPostgres(), startTlsRedis(certificates)]);
    opened.use(server);
    opened.use(redis);
    plainUrl = server.url;
    ownerUrl = withTls(plainUrl);
    redisUrl = redis.tlsUrl;
    const login = { username: "tls_servers", password: randomBytes(24).toString("hex") };
    const serversUrl = withLogin(ownerUrl, login);
    await migrate(plainUrl, { logins: { serversUrl } });
    server.keep("server.crt", certificates.cert);
    server.keep("server.key", certificates.key);
    await server.db.execute(sql`ALTER SYSTEM SET ssl = on`);
    await server.admit("hostssl all all samehost scram-sha-256");
    env = { ...settings(), DATABASE_URL: serversUrl, REDIS_URL: redisUrl };
  });
  afterAll(async () => opened.disposeAsync());

  test.each(["gateway", "worker"] as const)("a %s that knows the authority serves", async (app) => {
    await using started = await startProduction(app, { ...env, NODE_EXTRA_CA_CERTS: certificates.caFile });
    if (!started.isRunning) throw new Error(started.said);
    const isReady = async (): Promise<void> => expect((await fetch(`${started.url}/readyz`)).status).toBe(200);
    await vi.waitFor(isReady, { timeout: 30_000, interval: 100 });
  });

  test("setup takes neither server while it does not know the authority", async () => {
    expect(await checkPostgres(ownerUrl)).toEqual([expect.objectContaining(NOT_TAKEN)]);
    expect(await checkRedis(redisUrl)).toEqual([expect.objectContaining(NOT_TAKEN)]);
  });

  test("without TLS such a Postgres lets nobody in", async () => {
    expect(await checkPostgres(plainUrl)).toEqual([{ level: "fault", says: expect.stringContaining("no encryption") }]);
  });
});

async function startTlsRedis(certificates: Certificates): Promise<AsyncDisposable & { readonly tlsUrl: string }> {
  const port = await findFreePort();
  const redis = await startGuardedRedis({
    "tls-port": String(port),
    "tls-cert-file": certificates.certFile,
    "tls-key-file": certificates.keyFile,
    "tls-ca-cert-file": certificates.caFile,
    "tls-auth-clients": "no",
  });
  const tlsUrl = redis.url.replace(/^redis:/, "rediss:").replace(/@.*$/, `@localhost:${port}`);
  return { tlsUrl, [Symbol.asyncDispose]: async () => redis[Symbol.asyncDispose]() };
}

function settings(): Record<string, string> {
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    WEB_URL: "https://atlas.example.com",
    DRIVER_URL: "https://driver.atlas.example.com",
    ADMIN_URL: "https://admin.atlas.example.com",
    ATLAS_GATEWAY_URL: "https://api.atlas.example.com",
    BETTER_AUTH_SECRET: randomBytes(32).toString("hex"),
    ATLAS_LINK_SECRET: randomBytes(32).toString("hex"),
    ATLAS_LEDGER_SIGNING_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function withTls(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.hostname = "localhost";
  url.searchParams.set("sslmode", "verify-full");
  return url.toString();
}
