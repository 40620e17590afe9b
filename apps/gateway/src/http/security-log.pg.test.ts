import { createLogger } from "@atlas/telemetry/create-logger";
import { createTRPCUntypedClient, createWSClient, wsLink } from "@trpc/client";
import { afterAll, beforeEach, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

const PASSWORD = "correct horse battery";
const email = "ratna@example.test";

let atlas: TestGateway;
const lines: string[] = [];
beforeAll(async () => {
  const destination = { write: (line: string) => lines.push(line) };
  atlas = await startTestGateway({ log: createLogger({ name: "test", level: "info", destination }) });
});
beforeEach(() => {
  lines.splice(0);
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

function logged(msg: string): unknown[] {
  return lines.map((line): unknown => JSON.parse(line)).filter((line) => Object(line).msg === msg);
}

async function auth(path: string, body: object, token?: string): Promise<Response> {
  return await fetch(`${atlas.url}/auth/web${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
}

test("each sign-up, sign-in, refusal and sign-out is a line that says from where and whose, and nothing of what was typed", async () => {
  await auth("/sign-up/email", { name: "Ratna", email, password: "of nobody yet" });
  await atlas.openAccount("rider", { name: "Ratna", email, password: PASSWORD });
  await auth("/sign-in/email", { email, password: "not this one at all" });
  const { token, user } = Object(await (await auth("/sign-in/email", { email, password: PASSWORD })).json());
  await auth("/sign-out", {}, String(token));
  const from = { address: "127.0.0.1", requestId: expect.any(String), time: expect.any(Number) };
  expect(logged("authentication")).toMatchObject([
    { ...from, path: "/auth/web/sign-up/email", outcome: "OK" },
    { ...from, path: "/auth/web/sign-in/email", outcome: "UNAUTHENTICATED" },
    { ...from, path: "/auth/web/sign-in/email", outcome: "OK", userId: user.id },
    { ...from, path: "/auth/web/sign-out", outcome: "OK", userId: user.id },
  ]);
  const all = lines.join("");
  for (const secret of [PASSWORD, "not this one", email, String(token)]) expect(all).not.toContain(secret);
});

test("who tries a door that is not theirs is in the log, over REST, tRPC and a socket", async () => {
  const rider = await atlas.createUser("rider");
  await rider.rest("GET", "/admin/ledger/trial-balance");
  await expect(rider.rpc.ops.overview.query()).rejects.toThrow("may not do this");
  const client = createWSClient({
    url: `${atlas.url.replace("http", "ws")}/trpc`,
    connectionParams: { token: rider.token },
  });
  const socket = createTRPCUntypedClient({ links: [wsLink({ client })] });
  const nobodys = { orderId: "0199d3a0-6c1e-7000-8000-00000000dead" };
  await expect(socket.query("order.get", nobodys)).rejects.toThrow("no such order");
  await client.close();
  expect(logged("refused")).toMatchObject([
    { path: "/admin/ledger/trial-balance", code: "FORBIDDEN" },
    { path: "ops.overview", code: "FORBIDDEN", userId: rider.userId },
    { path: "order.get", code: "ORDER_NOT_FOUND", userId: rider.userId },
  ]);
  expect(logged("request")).toMatchObject([
    { path: "/admin/ledger/trial-balance", status: 403, userId: rider.userId },
    { status: 403, userId: rider.userId },
  ]);
});

test("a line break in an address makes no second line", async () => {
  await fetch(`${atlas.url}/nothing%0A%7B%22level%22:30%7D`);
  expect(logged("request")).toHaveLength(1);
  for (const line of lines) expect(line.trimEnd()).not.toContain("\n");
});

test("a session's token is new at each sign-in, of 190 random bits", async () => {
  const body = { email: "sekar@example.test", password: PASSWORD };
  await atlas.openAccount("rider", { name: "Sekar", ...body });
  const responses = [await auth("/sign-in/email", body), await auth("/sign-in/email", body)];
  const tokens = await Promise.all(
    responses.map(async (response) => String(Object(await response.json()).token).split(".")[0]),
  );
  expect(new Set(tokens).size).toBe(2);
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9]{32}$/);
});
