import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countRows } from "../count-rows.ts";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";

let atlas: TestGateway;
let rider: TestUser;
beforeAll(async () => {
  atlas = await startTestGateway();
  rider = await atlas.createUser("rider");
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

/** Sends the bytes as they are; everything that comes back until the gateway closes. */
async function sendRaw(lines: readonly string[], body = ""): Promise<string> {
  const { port } = new URL(atlas.url);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  // Not ended: Node takes that for a client that has gone.
  socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  return await text(socket);
}

describe("of a message", () => {
  test("two lengths that could disagree are refused before anything of it is read", async () => {
    const lengths = ["Content-Length: 4", "Transfer-Encoding: chunked"];
    const reply = await sendRaw(
      ["POST /customer/order HTTP/1.1", "Host: atlas", ...lengths],
      "0\r\n\r\nGET / HTTP/1.1",
    );
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect(reply.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  test("a response to the method TRACE has nothing of the request", async () => {
    const reply = await sendRaw(["TRACE /healthz HTTP/1.1", "Host: atlas", "X-Secret: kept", "Connection: close"]);
    expect(reply).toMatch(/^HTTP\/1\.1 404 /);
    expect(reply).not.toContain("kept");
  });
});

describe("a command", () => {
  const topUp = { amountMinor: 1_000, idempotencyKey: "a-top-up-by-get" };

  test("is none by GET", async () => {
    const before = await countRows(atlas.db);
    const asked = `/trpc/wallet.topUp?input=${encodeURIComponent(JSON.stringify(topUp))}`;
    expect((await rider.rest("GET", asked)).ok).toBe(false);
    expect(await countRows(atlas.db)).toEqual(before);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])(
    "is none as %s, which a foreign page may send unasked",
    async (type) => {
      const before = await countRows(atlas.db);
      const headers = { authorization: `Bearer ${rider.token}`, "content-type": type };
      const body = JSON.stringify(topUp);
      for (const path of ["/trpc/wallet.topUp", "/customer/order", "/auth/web/sign-out"]) {
        const response = await fetch(`${atlas.url}${path}`, { method: "POST", headers, body });
        expect([path, response.ok]).toEqual([path, false]);
      }
      expect(await countRows(atlas.db)).toEqual(before);
    },
  );

  test("takes its fields from the body, whatever stands in its address", async () => {
    const service = await atlas.createUser("service");
    const body = { amount: 1_000, reference_id: "one-place-each" };
    const response = await service.rest("POST", `/wallet/credit?user_id=${rider.userId}`, body);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: "INVALID_INPUT" } }]);
  });
});

test("a field that stands twice in an address counts once, and one that no body has is no prototype", async () => {
  const twice = await rider.rest("GET", `/wallet/balance?user_id=${rider.userId}&user_id=${atlas.cityId}`);
  expect(await twice.json()).toMatchObject({ user_id: rider.userId });
  const polluted =
    '{"amountMinor":1,"idempotencyKey":"a-prototype","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
  await rider.rest("POST", "/trpc/wallet.topUp", polluted);
  expect(Reflect.get({}, "isAdmin")).toBeUndefined();
});

test("what is text says in which letters", async () => {
  const pages = ["/docs", "/docs/start.js", "/docs/swagger-ui.css"].map((path) => atlas.url + path);
  for (const url of [...pages, atlas.gateway.metricsUrl]) {
    const { headers } = await fetch(url);
    expect(headers.get("content-type")).toMatch(/; charset=utf-8/i);
  }
});
