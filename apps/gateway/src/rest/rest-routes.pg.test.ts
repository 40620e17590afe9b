import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { REST_ROUTES } from "./rest-routes.ts";

const operationSchema = z.object({
  security: z.array(z.unknown()).default([]),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false) })).default([]),
  responses: z.record(z.string(), z.object({ description: z.string() })),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });
const NOBODYS = "0199d3a0-6c1e-7000-8000-00000000dead";

let atlas: TestGateway;
let paths: z.infer<typeof documentSchema>["paths"];
beforeAll(async () => {
  atlas = await startTestGateway();
  ({ paths } = documentSchema.parse(await (await fetch(`${atlas.url}/openapi.json`)).json()));
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

/** A path with somebody's ids in it. */
function addressOf(path: string): string {
  return atlas.url + path.replaceAll(/\{\w+\}/g, NOBODYS);
}

test.each(REST_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
  "%s: who asks, how often and which fields are seen to, and described",
  async (_, { method, path, contract, isLenient }) => {
    const { security, parameters, responses } = operationSchema.parse(paths[path]?.[method]);
    const described = Object.values(responses).map(({ description }) => description);
    const declares = (code: string): boolean => described.some((codes) => codes.split(", ").includes(code));
    for (const code of contract.refusals) expect([code, declares(code)]).toEqual([code, true]);
    expect(declares("UNKNOWN_FIELD")).toBe(!isLenient);
    expect(responses).toHaveProperty("503");
    expect(declares("RATE_LIMITED")).toBe(true);
    // What can be done once leaves nobody who asks again.
    const hasKey = contract.kind === "command" && contract.isUnmetered !== true && contract.idempotency !== "once";
    const key = parameters.find(({ name }) => name === "idempotency-key");
    expect(key?.in).toBe(hasKey ? "header" : undefined);
    if (hasKey && contract.idempotency !== "key") expect(key?.required).toBe(false);
    expect(declares("IDEMPOTENCY_KEY_REUSED")).toBe(hasKey);
    if (contract.permission === "anyone") return;
    expect(security).not.toEqual([]);
    expect([declares("UNAUTHENTICATED"), declares("FORBIDDEN")]).toEqual([true, true]);
    expect((await fetch(addressOf(path), { method: method.toUpperCase() })).status).toBe(401);
  },
);

test("nothing is described that does not come from a contract", () => {
  const described = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((name) => `${name} ${path}`));
  expect(described.toSorted()).toEqual(REST_ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted());
});
