import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { Admission } from "./admission.ts";
import { arrivalOf } from "./arrivals.ts";
import { type GuardOptions, guardRequests } from "./guard-requests.ts";

const CALLER = { key: "somebody", kind: "person" } as const;
const ONE = { targetMs: 200, initialLimit: 1, minLimit: 1, maxLimit: 1 };

let server: Server;
let admission: Admission;

afterEach(() => {
  server.closeAllConnections();
  server.close();
  admission[Symbol.dispose]();
});

/** A server with room for one request. */
async function start(listener: RequestListener, options: Partial<GuardOptions> = {}): Promise<AddressInfo> {
  admission = new Admission(new Registry(), ONE);
  server = createServer(guardRequests(listener, { admission, origins: new Map(), callerOf: () => CALLER, ...options }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address;
}

test("a request has arrived before anybody looks up whose it is, or has it wait", async () => {
  let askedMs = 0;
  let arrivedMs = Number.POSITIVE_INFINITY;
  const callerOf = async (): Promise<typeof CALLER> => {
    askedMs = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    return CALLER;
  };
  const { port } = await start(
    (request, response) => {
      arrivedMs = arrivalOf(request);
      response.end();
    },
    { callerOf },
  );
  await fetch(`http://127.0.0.1:${port}/customer/order`, { method: "POST" });
  expect(arrivedMs).toBeLessThanOrEqual(askedMs);
});

test("a client that never sends its body is cut off, and another has the place", async () => {
  const { port } = await start(
    (request, response) => {
      request.resume().once("end", () => response.end("served"));
    },
    { maxArrivalMs: 20 },
  );
  const slow = connect(port, "127.0.0.1");
  slow.on("error", () => {});
  slow.write("POST /customer/order HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n");
  await once(slow, "close");
  const next = await fetch(`http://127.0.0.1:${port}/customer/order`, { method: "POST", body: "0123456789" });
  expect([next.status, await next.text()]).toEqual([200, "served"]);
});

test("a client that hangs up while it waits for room is not served, and leaves none behind", async () => {
  const arrived: string[] = [];
  const running = Promise.withResolvers<() => void>();
  const { port } = await start((request, response) => {
    arrived.push(request.url ?? "");
    if (request.url === "/first") running.resolve(() => response.end());
    else response.end();
  });
  const first = fetch(`http://127.0.0.1:${port}/first`, { method: "PUT" });
  const end = await running.promise;
  const waiting = connect(port, "127.0.0.1");
  const sawWaiting = once(server, "request");
  waiting.write("PUT /driver/order/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
  const [request] = await sawWaiting;
  const gone = once(request.socket, "close");
  waiting.destroy();
  await gone;
  end();
  expect((await first).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/third`)).status).toBe(200);
  expect(arrived).toEqual(["/first", "/third"]);
});

test("a refusal says when to come back, and the connection is good for the next request", async () => {
  const ends: (() => void)[] = [];
  const { port } = await start((_request, response) => {
    ends.push(() => response.end());
  });
  const first = fetch(`http://127.0.0.1:${port}/first`);
  while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const refused = await fetch(`http://127.0.0.1:${port}/trpc/order.quote`, { method: "POST", body: "{}" });
  expect([refused.status, refused.headers.get("retry-after"), refused.headers.get("connection")]).toEqual([
    503,
    "1",
    "keep-alive",
  ]);
  expect(await refused.json()).toMatchObject({ error: { data: { atlasCode: "OVERLOADED", retryAfterS: 1 } } });
  for (const end of ends) end();
  expect((await first).status).toBe(200);
});
