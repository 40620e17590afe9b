import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, type IncomingMessage, request as requestPlain } from "node:http";
import { Agent, request } from "node:https";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { sessions } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { CALLER_LIMITS } from "../overload/caller-limits.ts";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

/** `npm test` finds or fetches one; Debian: `apt-get install caddy`. */
const CADDY = [
  process.env["ATLAS_CADDY"] ?? "",
  ...(process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "caddy")),
].find((file) => file !== "" && existsSync(file));
const CADDYFILE = join(import.meta.dirname, "../../../../docker/Caddyfile");
const OF_ADDRESS = 4;
const API = "api.atlas.example";

// A whole proxy starts here, and makes itself an authority.
vi.setConfig({ hookTimeout: 60_000, testTimeout: 60_000 });

let atlas: TestGateway;
let httpPort: number;
let httpsPort: number;
let ca: string;
const opened = new AsyncDisposableStack();
/** As browsers do, a client keeps its connection. */
const connections = opened.adopt(new Agent({ keepAlive: true }), (agent) => agent.destroy());

describe.skipIf(CADDY === undefined)("behind the Caddy of docker/Caddyfile (skipped where there is none)", () => {
  beforeAll(async () => {
    if (CADDY === undefined) return;
    atlas = opened.use(
      await startTestGateway({
        clientIpHeader: "x-client-address",
        publicUrl: `https://${API}`,
        callers: {
          ...CALLER_LIMITS,
          address: CALLER_LIMITS.address && { ...CALLER_LIMITS.address, sockets: OF_ADDRESS },
        },
        connections: { refusedSocketMs: 10 },
      }),
    );
    [httpPort, httpsPort] = [await freePort(), await freePort()];
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
    caddy.stderr.resume();
    const root = join(folder, "caddy", "pki", "authorities", "local", "root.crt");
    await vi.waitFor(() => expect(existsSync(root)).toBe(true), { timeout: 30_000, interval: 50 });
    ca = readFileSync(root, "utf8");
    // Certificates are signed in the background.
    await vi.waitFor(async () => expect(await handshake({})).toMatch(/^TLS/), { timeout: 30_000, interval: 50 });
  });
  afterAll(async () => opened.disposeAsync());

  test("a client who has used up their attempts locks nobody else out, whatever addresses they claim to have", async () => {
    const statuses = new Set<number>();
    for (let attempt = 0; attempt < 101; attempt += 1) {
      const claimed = `203.0.113.${attempt}`;
      const headers = { "x-client-address": claimed, "x-forwarded-for": claimed, forwarded: `for=${claimed}` };
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

  test("metrics stay inside", async () => {
    expect((await send("127.0.0.3", "/metrics", {})).status).toBe(404);
    expect((await fetch(atlas.gateway.metricsUrl)).status).toBe(200);
  });

  test("browsers get the order to use TLS for a year", async () => {
    const { headers } = await send("127.0.0.3", "/healthz", {});
    expect(headers["strict-transport-security"]).toMatch(/^max-age=31536000/);
  });

  test("sockets of pages and of fleets are passed on, and their calls answered", async () => {
    const { token } = await atlas.createUser("service");
    const page = await openSocket("127.0.0.5", "/trpc?connectionParams=1", {});
    page.send(JSON.stringify({ method: "connectionParams", data: { token } }));
    page.send(JSON.stringify({ id: 1, jsonrpc: "2.0", method: "query", params: { path: "account.time" } }));
    const [answer] = await once(page, "message");
    expect(JSON.parse(String(answer))).toMatchObject({ id: 1, result: { type: "data" } });
    const fleet = await openSocket("127.0.0.5", "/pings", { authorization: `Bearer ${token}` });
    fleet.send(Buffer.from("no frame"));
    expect(JSON.parse(String((await once(fleet, "message"))[0]))).toMatchObject({ frame: null });
    page.terminate();
    fleet.terminate();
  });

  test("an address has so many sockets that do not say who they are; one more is refused there and nowhere else", async () => {
    const mine = await Promise.all(
      Array.from({ length: OF_ADDRESS }, async () => openSocket("127.0.0.6", "/trpc", {})),
    );
    await expect(openSocket("127.0.0.6", "/trpc", { "x-forwarded-for": "203.0.113.9" })).rejects.toThrow("429");
    const other = await openSocket("127.0.0.7", "/trpc", {});
    for (const socket of [...mine, other]) socket.terminate();
  });

  test("the API is not led on from HTTP to HTTPS, and pages are", async () => {
    const api = await sendPlain(API, "/customer/quote");
    expect(api.status).toBe(403);
    expect(api.headers.location).toBeUndefined();
    const page = await sendPlain("atlas.example", "/");
    expect(page.status).toBe(308);
    expect(page.headers.location).toMatch(/^https:\/\/atlas\.example/);
  });

  test("TLS 1.2 and 1.3 are spoken, and nothing older", async () => {
    expect(await handshake({ minVersion: "TLSv1.3" })).toBe("TLSv1.3");
    expect(await handshake({ maxVersion: "TLSv1.2" })).toBe("TLSv1.2");
    for (const version of ["TLSv1", "TLSv1.1"] as const) {
      const old = { minVersion: version, maxVersion: version, ciphers: "ALL:@SECLEVEL=0" };
      // An alert of the proxy: the client was willing.
      expect(await handshake(old)).toMatch(/ALERT_PROTOCOL_VERSION/);
    }
  });

  test.each(["AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256", "NULL-SHA256"])(
    "the suite %s, without forward secrecy or authenticated encryption, is refused",
    async (ciphers) => {
      const weak = { maxVersion: "TLSv1.2" as const, ciphers: `${ciphers}:@SECLEVEL=0` };
      expect(await handshake(weak)).toMatch(/ALERT_HANDSHAKE_FAILURE/);
    },
  );
});

/** The file as it is, but for its ports, its authority and the gateway of this test. */
function forTest(text: string): string {
  const gateway = new URL(atlas.url).host;
  const own = text.replace("dynamic a gateway 8085", `to ${gateway}`);
  expect(own).toContain(`to ${gateway}`);
  const options = [
    "admin off",
    `http_port ${httpPort}`,
    `https_port ${httpsPort}`,
    "local_certs",
    "skip_install_trust",
  ];
  return `{\n\t${options.join("\n\t")}\n}\n${own}`;
}

/** The version that is agreed on, or the code of what was refused. */
async function handshake(options: ConnectionOptions): Promise<string> {
  const socket = connectTls({ host: "127.0.0.1", port: httpsPort, servername: API, ca, ...options });
  return await new Promise((resolve) => {
    socket.once("secureConnect", () => {
      resolve(socket.getProtocol() ?? "");
      socket.destroy();
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

interface Sent {
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** A request from one of this machine's addresses, through the proxy. */
async function send(from: string, path: string, { body, headers }: Sent): Promise<Answered> {
  const sent = request({
    host: "127.0.0.1",
    port: httpsPort,
    servername: API,
    ca,
    localAddress: from,
    path,
    method: body === undefined ? "GET" : "POST",
    headers: { host: API, "content-type": "application/json", ...headers },
    agent: connections,
  });
  return await answered(sent.end(body));
}

async function sendPlain(host: string, path: string): Promise<Answered> {
  return await answered(requestPlain({ host: "127.0.0.1", port: httpPort, path, headers: { host } }).end());
}

async function answered(sent: ReturnType<typeof request>): Promise<Answered> {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    sent.once("response", resolve).once("error", reject),
  );
  response.resume();
  await once(response, "end");
  return { status: response.statusCode ?? 0, headers: response.headers };
}

/** @throws Error with the status of the refusal */
async function openSocket(from: string, path: string, headers: Record<string, string>): Promise<WebSocket> {
  const tcp = connect({ host: "127.0.0.1", port: httpsPort, localAddress: from });
  const socket = new WebSocket(`wss://${API}${path}`, {
    headers,
    createConnection: () => connectTls({ socket: tcp, servername: API, ca }),
  });
  await once(socket, "open");
  return socket;
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
