import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listProcedures } from "@atlas/api/list-procedures";
import { isErrorCode } from "@atlas/core/errors";
import { FUZZ, hostileHeader, hostileText } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { SERVED_PATHS } from "../auth/served-paths.ts";
import { requestOf } from "../rest/rest-route.ts";
import { REST_ROUTES } from "../rest/rest-routes.ts";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { bodiesOf, valuesOf } from "./hostile-bodies.ts";
import { writeLatticeCity } from "./write-lattice-city.ts";

/** Of the inputs that each route's schema is tried with (`hostile-inputs.test.ts`) the whole gateway gets so many. */
const WHOLE_PATH = 1 / 25;
const TIMEOUT_MS = 20_000 + FUZZ.runs * 40;
const codeSchema = z.union([
  z.object({ error: z.object({ code: z.string() }) }).transform(({ error }) => error.code),
  z
    .object({ error: z.object({ data: z.object({ atlasCode: z.string() }) }) })
    .transform(({ error }) => error.data.atlasCode),
]);

let atlas: TestGateway;
let cityDir: string;
let token: string;
const watchdog = new LoopWatchdog();
beforeAll(async () => {
  cityDir = await mkdtemp(join(tmpdir(), "atlas-city-"));
  atlas = await startTestGateway({ cityDir, beforeStart: (cityId) => writeLatticeCity(cityDir, cityId) });
});
beforeEach(async () => {
  // Service accounts may do what riders, drivers and operators may. Some calls end their caller's session.
  ({ token } = await atlas.createUser("service"));
});
afterAll(async () => {
  watchdog[Symbol.dispose]();
  await atlas[Symbol.asyncDispose]();
  await rm(cityDir, { recursive: true });
});

interface Hostile {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Sends it past the socket, to everything that reads a request. What is neither a response nor a refusal of the closed list fails. */
async function send({ method, path, headers = {}, body }: Hostile): Promise<void> {
  await watchdog.watch(async () => {
    const init = { method, headers: { authorization: `Bearer ${token}`, ...headers } };
    const response = await atlas.gateway.fetch(
      new Request(
        `${atlas.url}${path}`,
        body === undefined ? init : { ...init, body: typeof body === "string" ? body : Buffer.from(body) },
      ),
    );
    const text = await response.text();
    if (response.status < 400 || response.status === 416 || method === "HEAD") {
      expect(response.status).toBeLessThan(500);
      return;
    }
    const read = codeSchema.safeParse(parsed(text));
    expect([method, path, response.status, isErrorCode(read.data), text]).toEqual([
      method,
      path,
      // 503 is a query that took too long on a busy machine.
      expect.toSatisfy((status: number) => status < 500 || status === 503),
      true,
      text,
    ]);
  });
}

function parsed(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value[0] : value;
}

async function forHostile<T>(inputs: fc.Arbitrary<T>, check: (input: T) => Promise<void>, share = 1): Promise<void> {
  await fc.assert(fc.asyncProperty(inputs, check), { seed: FUZZ.seed, numRuns: Math.ceil(FUZZ.runs * share) });
}

const encoded = hostileText.map((text) => encodeURIComponent(text.toWellFormed()));
/** Also what is no percent-encoding. */
const segment = fc.oneof(
  encoded,
  hostileText.map((text) => text.replaceAll(/[^!-~]|[/?#\\]/g, "") || "x"),
);
const JSON_TYPE = { "content-type": "application/json" };

describe("no request is a bug or holds the event loop", { timeout: TIMEOUT_MS }, () => {
  test.each(REST_ROUTES.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    "%s",
    async (_name, route) => {
      const names = Object.keys(requestOf(route).shape);
      const query = fc.array(fc.tuple(fc.constantFrom("surplus", ...names), segment), { maxLength: 4 });
      const requests = fc.record({
        ids: fc.array(segment, { minLength: 2, maxLength: 2 }),
        query,
        body: bodiesOf(valuesOf(requestOf(route))),
        key: hostileHeader,
      });
      await forHostile(
        requests,
        async ({ ids, query: pairs, body, key }) => {
          let at = 0;
          const address = route.path.replaceAll(/\{\w+\}/g, () => ids[at++] ?? "x");
          const path =
            pairs.length === 0 ? address : `${address}?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`;
          const method = route.method.toUpperCase();
          if (method === "GET") await send({ method, path });
          else
            await send({
              method,
              path,
              body,
              headers: { ...JSON_TYPE, ...(key.length > 7 ? { "idempotency-key": key } : {}) },
            });
        },
        WHOLE_PATH,
      );
    },
  );

  const procedures = listProcedures().filter(({ type }) => type !== "subscription");
  test.each(procedures)("/trpc/$path", async ({ path, type, contract }) => {
    const inputs = bodiesOf(valuesOf(contract.input));
    await forHostile(
      fc.tuple(inputs, fc.boolean()),
      async ([input, isBatch]) => {
        const text = typeof input === "string" ? input : Buffer.from(input).toString("latin1");
        const batch = isBatch ? "batch=1" : "";
        if (type === "query") {
          const given = encodeURIComponent(isBatch ? `{"0":${text.toWellFormed()}}` : text.toWellFormed());
          await send({ method: "GET", path: `/trpc/${path}?${batch}&input=${given}` });
        } else {
          const body = isBatch ? `{"0":${text}}` : input;
          await send({ method: "POST", path: `/trpc/${path}?${batch}`, headers: JSON_TYPE, body });
        }
      },
      WHOLE_PATH,
    );
  });

  // A sign-in that is right in its form costs a hash, whosever it is: a few of those are enough.
  test.each(SERVED_PATHS.map(({ method, path }) => [method, path] as const))(
    "%s /auth/{app}%s",
    async (method, path) => {
      const person = fc.constant({
        name: "Ayu",
        email: "nobody",
        password: "correct horse",
        rememberMe: true,
        image: null,
      });
      const requests = fc.record({
        app: fc.constantFrom("web", "driver", "admin", "x"),
        body: bodiesOf(person),
        header: hostileHeader,
      });
      await forHostile(requests, async ({ app, body, header }) => {
        const address = `/auth/${app}${path}`;
        // Somebody's own token would end with the first sign-out.
        const headers = { authorization: header, cookie: `atlas-${app}.session_token=${header}` };
        if (method === "GET") await send({ method, path: address, headers });
        else await send({ method, path: address, body, headers: { ...headers, ...JSON_TYPE } });
      });
    },
  );

  test.each([
    "authorization",
    "cookie",
    "origin",
    "x-request-id",
    "content-type",
    "trpc-accept",
    "accept",
    "traceparent",
    "range",
    "if-range",
    "if-none-match",
    "x-forwarded-for",
    "content-length",
    "accept-language",
  ])("the header %s", async (name) => {
    const map = `/cities/${atlas.cityId}/basemap.pmtiles`;
    const paths = fc.constantFrom("/trpc/account.me", "/wallet/balance", "/auth/web/get-session", map);
    await forHostile(fc.tuple(paths, hostileHeader, fc.boolean()), async ([path, value, isPost]) => {
      const headers = { ...(isPost ? JSON_TYPE : {}), [name]: value };
      await send(isPost ? { method: "POST", path, headers, body: "{}" } : { method: "GET", path, headers });
    });
  });

  test("any address", async () => {
    const roots = fc.constantFrom("", "cities/", "docs/", "trpc/", "auth/", "admin/ledger/", "wallet/", "customer/");
    const addresses = fc.tuple(
      roots,
      segment,
      segment,
      fc.constantFrom("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE"),
    );
    await forHostile(addresses, async ([root, first, second, method]) => {
      await send({
        method,
        path: root === "cities/" ? `/cities/${first}/basemap.pmtiles` : `/${root}${first}/${second}`,
      });
    });
  });
});
