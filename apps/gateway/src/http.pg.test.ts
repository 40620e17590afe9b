import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "./test-gateway.ts";

const BYTES = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));

let atlas: TestGateway;
let cityDir: string;

beforeAll(async () => {
  cityDir = await mkdtemp(join(tmpdir(), "atlas-city-"));
  atlas = await startTestGateway({ cityDir });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
  await rm(cityDir, { recursive: true });
});

describe("health", () => {
  test("the gateway says that it lives and that it can serve", async () => {
    expect((await fetch(`${atlas.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${atlas.url}/readyz`);
    expect(ready.status).toBe(200);
    const state: unknown = await ready.json();
    expect(state).toMatchObject({ status: "ready", postgres: true, redis: true, stopping: false, clock: "right" });
  });

  test("metrics name requests by route and procedures by path", async () => {
    await fetch(`${atlas.url}/trpc/city.get`);
    const text = await (await fetch(atlas.gateway.metricsUrl)).text();
    expect(text).toContain('atlas_procedure_duration_seconds_count{path="city.get",type="query",outcome="OK"}');
    expect(text).toMatch(/atlas_http_request_duration_seconds_count\{method="GET",route="\/trpc\/\*",status="200"\}/);
    expect(text).toContain("atlas_sockets 0");
    // On a port of their own: what the gateway does is nobody's business outside.
    expect((await fetch(`${atlas.url}/metrics`)).status).toBe(404);
    expect((await fetch(atlas.gateway.metricsUrl.replace("/metrics", "/healthz"))).status).toBe(404);
  });
});

test.each([300_000, 2_000_000])(
  "a client that sends %d bytes before it reads learns that they are too many",
  async (bytes) => {
    const socket = connect(Number(new URL(atlas.url).port), "127.0.0.1").pause();
    await once(socket, "connect");
    socket.write(`POST /customer/order HTTP/1.1\r\nhost: atlas\r\ncontent-type: application/json\r\n`);
    socket.write(`content-length: ${bytes}\r\n\r\n`);
    const piece = Buffer.alloc(50_000, "x");
    for (let sent = 0; sent < bytes; sent += piece.length) {
      // In between the server, which is in this process, has its turn.
      await new Promise<void>((resolve, reject) => {
        socket.write(piece, (error) => (error ? reject(error) : setImmediate(resolve)));
      });
    }
    const [reply] = z.tuple([z.instanceof(Buffer)]).parse(await once(socket.resume(), "data"));
    expect(reply.toString()).toMatch(/^HTTP\/1\.1 413 .*"code":"PAYLOAD_TOO_LARGE"/s);
    socket.destroy();
  },
);

test("a body over the limit is read to its end, so that its connection can be kept", async () => {
  const response = await fetch(`${atlas.url}/trpc/order.quote`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "x".repeat(4_000_000) }),
  });
  expect([response.status, response.headers.get("connection")]).toEqual([413, "keep-alive"]);
  await response.body?.cancel();
});

describe("every response", () => {
  test("carries an id, the caller's own when it is harmless", async () => {
    const own = await fetch(`${atlas.url}/healthz`, { headers: { "x-request-id": "trace-12345678" } });
    expect(own.headers.get("x-request-id")).toBe("trace-12345678");
    const odd = await fetch(`${atlas.url}/healthz`, { headers: { "x-request-id": "x".repeat(500) } });
    expect(odd.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("is kept by nobody, unless it says so", async () => {
    const own = await fetch(`${atlas.url}/trpc/city.get`);
    expect(own.headers.get("cache-control")).toBe("no-store");
    const asset = await fetch(`${atlas.url}/docs/swagger-ui.css`);
    expect(asset.headers.get("cache-control")).toContain("max-age");
    await asset.body?.cancel();
  });

  test("forbids frames and sniffing", async () => {
    const { headers } = await fetch(`${atlas.url}/docs`);
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("an unknown address is a refusal of the usual shape", async () => {
    const response = await fetch(`${atlas.url}/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "NOT_FOUND" } });
  });
});

describe("origins", () => {
  test.each(["http://localhost:3000", "http://127.0.0.1:3001", "http://localhost:3002"])(
    "%s may read with credentials",
    async (origin) => {
      const response = await fetch(`${atlas.url}/trpc/city.get`, { headers: { origin } });
      expect(response.status).toBe(200);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      expect(response.headers.get("access-control-allow-credentials")).toBe("true");
    },
  );

  test.each(["https://evil.example", "http://localhost:3003", "null"])("%s is refused", async (origin) => {
    const response = await fetch(`${atlas.url}/trpc/city.get`, { headers: { origin } });
    expect(response.status).toBe(403);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    const preflight = await fetch(`${atlas.url}/trpc/order.create`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("a preflight of an app allows the headers that its client sends", async () => {
    const preflight = await fetch(`${atlas.url}/wallet/credit`, {
      method: "OPTIONS",
      headers: { origin: "http://localhost:3002", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("idempotency-key");
  });
});

describe("the description", () => {
  test("names every REST route with its responses, and every reference resolves", async () => {
    const description: unknown = await (await fetch(`${atlas.url}/openapi.json`)).json();
    const [scopes, scheme] = [z.array(z.string()), z.object({ scheme: z.literal("bearer") })];
    const operation = z.object({
      summary: z.string(),
      // By a person's token, or by an operator's where the address says so; by none where anyone may ask.
      security: z
        .array(z.union([z.strictObject({ bearer: scopes }), z.strictObject({ operator: scopes }), z.strictObject({})]))
        .min(1),
      responses: z.record(z.string(), z.object({ description: z.string().min(1) })),
    });
    const { openapi, paths, components } = z
      .object({
        openapi: z.literal("3.1.0"),
        paths: z.record(z.string(), z.record(z.enum(["get", "post", "put"]), operation.optional())),
        components: z.object({
          schemas: z.record(z.string(), z.unknown()),
          securitySchemes: z.object({ bearer: scheme, operator: scheme }),
        }),
      })
      .parse(description);
    expect(openapi).toBe("3.1.0");
    expect(paths["/customer/order"]).toHaveProperty("post.responses.200");
    expect(paths["/customer/order"]).toHaveProperty("get.responses.404");
    expect(paths["/customer/ride/request"]).toHaveProperty("post.responses.200");
    expect(paths["/driver/location"]).toHaveProperty("post.responses.422");
    expect(paths["/driver/location"]).toHaveProperty("get.responses.403");
    expect(paths["/driver/order/status"]).toHaveProperty("put.responses.409");
    expect(paths["/drivers/nearby"]).toHaveProperty("get.responses.200");
    for (const [, name] of JSON.stringify(description).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(components.schemas).toHaveProperty([name ?? ""]);
    }
  });

  test("is a page whose every asset comes from this gateway", async () => {
    const page = await (await fetch(`${atlas.url}/docs`)).text();
    const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    expect(assets.length).toBeGreaterThanOrEqual(4);
    for (const path of assets) {
      const asset = await fetch(`${atlas.url}${path}`);
      expect([path, asset.status]).toEqual([path, 200]);
      await asset.body?.cancel();
    }
    expect((await fetch(`${atlas.url}/docs/package.json`)).status).toBe(404);
  });
});

describe("a basemap", () => {
  let url: string;
  let withMap: TestGateway;

  beforeAll(async () => {
    withMap = await startTestGateway({ cityDir, beforeStart: writeBasemap });
    url = `${withMap.url}/cities/${withMap.cityId}/basemap.pmtiles`;
  });
  afterAll(async () => {
    await withMap[Symbol.asyncDispose]();
  });

  async function writeBasemap(cityId: string): Promise<void> {
    await mkdir(join(cityDir, cityId), { recursive: true });
    await writeFile(join(cityDir, cityId, "basemap.pmtiles"), BYTES);
  }

  test("comes whole without a range", async () => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get("accept-ranges")).toBe("bytes");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
  });

  test("comes in parts, with the bytes asked for", async () => {
    const response = await fetch(url, { headers: { range: "bytes=100-199" } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 100-199/1000");
    expect(response.headers.get("content-length")).toBe("100");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES.subarray(100, 200));
    const tail = await fetch(url, { headers: { range: "bytes=-10" } });
    expect(Buffer.from(await tail.arrayBuffer())).toEqual(BYTES.subarray(990));
  });

  test("comes whole where a part is as long as a file, and where more of them are asked for at once than are sent", async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => fetch(url, { headers: { range: "bytes=0-" } })));
    expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 206));
    for (const response of all) expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
  });

  test("a range past the end is refused with the size", async () => {
    const response = await fetch(url, { headers: { range: "bytes=1000-" } });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe("bytes */1000");
  });

  test("an unchanged file is not sent again, and a range of a changed one comes whole", async () => {
    const etag = (await fetch(url, { method: "HEAD" })).headers.get("etag") ?? "";
    expect(etag).toMatch(/^".+"$/);
    expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await fetch(url, { headers: { range: "bytes=0-9", "if-range": etag } })).status).toBe(206);
    const changed = await fetch(url, { headers: { range: "bytes=0-9", "if-range": '"other"' } });
    expect(changed.status).toBe(200);
    await changed.body?.cancel();
  });

  test("no city, no map", async () => {
    for (const id of ["atlantis", "..%2F..%2Fetc", atlas.cityId]) {
      const response = await fetch(`${atlas.url}/cities/${id}/basemap.pmtiles`);
      expect(response.status).toBe(404);
    }
  });
});
