import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";
import { sessions } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

/** Debian: `apt-get install caddy`. */
const CADDY = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "caddy"))
  .find((file) => existsSync(file));
const CADDYFILE = join(import.meta.dirname, "../../../../docker/Caddyfile");

let atlas: TestGateway;
let port: number;
const opened = new AsyncDisposableStack();

describe.skipIf(CADDY === undefined)(
  "behind the Caddy of docker/Caddyfile (skipped where no caddy is installed)",
  () => {
    beforeAll(async () => {
      if (CADDY === undefined) return;
      atlas = opened.use(await startTestGateway({ clientIpHeader: "x-client-address" }));
      port = await freePort();
      const folder = opened.adopt(mkdtempSync(join(tmpdir(), "atlas-caddy-")), (made) =>
        rmSync(made, { recursive: true }),
      );
      const file = join(folder, "Caddyfile");
      writeFileSync(file, forTest(readFileSync(CADDYFILE, "utf8")));
      const caddy = spawn(CADDY, ["run", "--adapter", "caddyfile", "--config", file], {
        env: { ...process.env, ATLAS_DOMAIN: "atlas.example", XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
        stdio: ["ignore", "ignore", "pipe"],
      });
      opened.defer(async () => {
        const ended = once(caddy, "exit");
        caddy.kill("SIGTERM");
        await ended;
      });
      await isUp(caddy.stderr);
    });
    afterAll(async () => opened.disposeAsync());

    test("a client who has used up their attempts locks nobody else out, whatever addresses they claim to have", async () => {
      const statuses = new Set<number>();
      for (let attempt = 0; attempt < 101; attempt += 1) {
        const claimed = `203.0.113.${attempt}`;
        const headers = { "x-client-address": claimed, "x-forwarded-for": claimed };
        statuses.add((await send("127.0.0.2", "/auth/web/sign-in/email", { body: "{}", headers })).status);
      }
      expect([...statuses]).toEqual([400, 429]);
      expect((await send("127.0.0.3", "/auth/web/sign-in/email", { body: "{}" })).status).toBe(400);
    });

    test("a session is written down with its client's address", async () => {
      const person = { name: "Ayu", email: `${atlas.cityId}@example.test`, password: "correct horse" };
      await atlas.openAccount("rider", person);
      const body = JSON.stringify(person);
      expect((await send("127.0.0.4", "/auth/web/sign-in/email", { body })).status).toBe(200);
      const rows = await atlas.db.select().from(sessions).where(eq(sessions.ipAddress, "127.0.0.4"));
      expect(rows).toHaveLength(1);
    });

    test("figures stay inside", async () => {
      expect((await send("127.0.0.3", "/metrics", {})).status).toBe(404);
      expect((await fetch(atlas.gateway.metricsUrl)).status).toBe(200);
    });
  },
);

/** The file as it is, but for plain HTTP on one port and the gateway of this test. */
function forTest(text: string): string {
  const gateway = new URL(atlas.url).host;
  const own = text
    .replaceAll(/^(\w*\.?)\{\$ATLAS_DOMAIN\} \{/gm, `http://$1{$ATLAS_DOMAIN}:${port} {`)
    .replace("dynamic a gateway 8085", `to ${gateway}`);
  expect(own).toContain(`http://api.{$ATLAS_DOMAIN}:${port} {`);
  expect(own).toContain(`to ${gateway}`);
  return `{\n\tadmin off\n\tauto_https off\n}\n${own}`;
}

async function isUp(log: NodeJS.ReadableStream): Promise<void> {
  for await (const chunk of log) if (String(chunk).includes("serving initial configuration")) break;
}

interface Sent {
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** A request from one of this machine's addresses, through the proxy. */
async function send(from: string, path: string, { body, headers }: Sent): Promise<{ readonly status: number }> {
  const method = body === undefined ? "GET" : "POST";
  const sent = request({
    host: "127.0.0.1",
    port,
    localAddress: from,
    path,
    method,
    headers: { host: `api.atlas.example:${port}`, "content-type": "application/json", ...headers },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    sent.once("response", resolve).once("error", reject),
  );
  sent.end(body);
  const response = await answered;
  response.resume();
  await once(response, "end");
  return { status: response.statusCode ?? 0 };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
