import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { OLDEST_POSTGRES } from "@atlas/db/oldest-postgres";
import { checkPostgres, checkRedis, type Finding, OLDEST_REDIS } from "@atlas/setup/check-servers";
import { ROOT } from "@atlas/stack/paths";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startGuardedRedis } from "./guarded-redis-fixture.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres-fixture.ts";

// Whole servers start here.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

function saying(findings: readonly Finding[], level: Finding["level"]): string {
  return findings
    .filter((finding) => finding.level === level)
    .map(({ says }) => says)
    .join("\n");
}

describe("a Postgres of one's own", () => {
  let server: OwnPostgres;
  beforeAll(async () => {
    server = await startOwnPostgres();
  });
  afterAll(async () => server[Symbol.asyncDispose]());

  test("that asks for a password is taken", async () => {
    await server.admit("host all all 127.0.0.1/32 scram-sha-256");
    expect(saying(await checkPostgres(server.url), "fault")).toBe("");
  });

  test("that takes any password is refused", async () => {
    await server.admit("host all all 127.0.0.1/32 trust");
    expect(saying(await checkPostgres(server.url), "fault")).toContain("takes any password");
  });

  test("that knows its client by something else than a password is taken", async (context) => {
    await using known = await answerIdent("atlas");
    if (known === null) return context.skip("an ident server needs port 113, which is root's");
    await server.admit("host all all 127.0.0.1/32 ident");
    expect(saying(await checkPostgres(server.url), "fault")).toBe("");
  });

  test("that would take TLS with any certificate is warned of", async () => {
    await server.admit("host all all 127.0.0.1/32 scram-sha-256");
    const loose = new URL(server.url);
    loose.searchParams.set("sslmode", "prefer");
    expect(saying(await checkPostgres(loose.toString()), "warning")).toContain("takes any certificate");
  });
});

test("a Redis that may throw jobs away is refused, and one that forgets them warned of", async () => {
  await using redis = await startGuardedRedis({ "maxmemory-policy": "allkeys-lru" });
  const findings = await checkRedis(redis.url);
  expect(saying(findings, "fault")).toContain("maxmemory-policy allkeys-lru");
  expect(saying(findings, "warning")).toContain("appendonly");
});

test("the documents ask for the versions that setup asks for, and docker-compose.yml brings none older", () => {
  const [settings, operations, compose] = ["CONTRIBUTING.md", "docs/operations.md", "docker-compose.yml"].map((file) =>
    readFileSync(join(ROOT, file), "utf8"),
  );
  expect(settings).toContain(`your own Postgres ≥ ${OLDEST_POSTGRES}, your own Redis ≥ ${OLDEST_REDIS} with`);
  expect(operations).toContain(`Postgres ${OLDEST_POSTGRES} or newer`);
  expect(operations).toContain(`Redis ${OLDEST_REDIS} or newer`);
  const brought = (image: string): number => Number(new RegExp(`image: ${image}:(\\d+)`).exec(compose ?? "")?.[1]);
  expect(brought("postgres")).toBeGreaterThanOrEqual(OLDEST_POSTGRES);
  expect(brought("redis")).toBeGreaterThanOrEqual(OLDEST_REDIS);
});

/** An ident server (RFC 1413) that calls every client by this name; null where none may listen. */
async function answerIdent(user: string): Promise<AsyncDisposable | null> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (asked) => socket.end(`${asked.toString().trim()} : USERID : UNIX : ${user}\r\n`));
  });
  const isListening = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ port: 113, host: "127.0.0.1" }, () => resolve(true));
  });
  if (!isListening) return null;
  return { [Symbol.asyncDispose]: async () => new Promise((resolve) => server.close(() => resolve())) };
}
