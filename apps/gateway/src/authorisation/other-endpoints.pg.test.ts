import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REST_ROUTES } from "../rest/rest-routes.ts";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { otherEndpoints } from "./other-endpoints.ts";

let atlas: TestGateway;
beforeAll(async () => {
  atlas = await startTestGateway();
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

test("nothing is served over HTTP that has no line", () => {
  const rest = REST_ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`);
  const listed = [...otherEndpoints().map(({ method, path }) => `${method} ${path}`), ...rest];
  // What stands before the routes is for whole trees of them.
  const served = new Set(atlas.gateway.endpoints.filter((endpoint) => !endpoint.endsWith("*")));
  expect([...served].toSorted()).toEqual(listed.toSorted());
  const trees = atlas.gateway.endpoints.filter((endpoint) => endpoint.endsWith("*"));
  expect(new Set(trees)).toEqual(
    new Set([
      "ALL /*",
      "GET /trpc/*",
      "POST /trpc/*",
      ...["/auth/*", "/customer/*", "/driver/*", "/wallet/*", "/admin/*"].flatMap((path) => [
        `POST ${path}`,
        `PUT ${path}`,
      ]),
    ]),
  );
});

test.each(otherEndpoints().map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  "%s is for those whom its line names",
  async (_, { method, path, audience }) => {
    const ask = async (token: string | null): Promise<number> => {
      const response = await fetch(`${atlas.url}${path.replaceAll(/:\w+/g, "some")}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(method === "POST" ? { "content-type": "application/json" } : {}),
        },
        ...(method === "POST" ? { body: "{}" } : {}),
      });
      await response.body?.cancel();
      return response.status;
    };
    const nobodys = [await ask(null), await ask(randomBytes(24).toString("base64url"))];
    if (audience === "signed in") return expect(nobodys).toEqual([401, 401]);
    expect(nobodys).not.toContain(401);
    expect(nobodys).not.toContain(403);
  },
);
