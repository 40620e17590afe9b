import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";

import { signIn } from "./sign-in.ts";

const ACCOUNT = { email: "rider@atlas.test", password: "secret" };
const BUSY = { status: 503, headers: { "retry-after": "0" }, body: { code: "OVERLOADED" } };
const FULL = { status: 503, headers: {}, body: { code: "DEPENDENCY_UNAVAILABLE" } };
const WELCOME = { status: 200, headers: {}, body: { token: "t", user: { id: "u" } } };

let replies: { status: number; headers: Record<string, string>; body: object }[];
let server: Server;
let gateway: string;

beforeEach(async () => {
  server = createServer((_request, response) => {
    const { status, headers, body } = replies.shift() ?? WELCOME;
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = z.object({ port: z.number() }).parse(server.address());
  gateway = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const at = (): Parameters<typeof signIn>[0] => ({ gateway, worker: "", web: "", driver: "", admin: "" });

test("a gateway that is busy is asked again when it says so", async () => {
  replies = [BUSY, BUSY, WELCOME];
  expect(await signIn(at(), "web", ACCOUNT)).toEqual({ ...ACCOUNT, id: "u", token: "t" });
});

test("another refusal is reported at once", async () => {
  replies = [FULL, WELCOME];
  await expect(signIn(at(), "web", ACCOUNT)).rejects.toThrow("rider@atlas.test could not sign in (status 503)");
});
