import { DomainError } from "@atlas/core/errors";
import { authorise } from "@atlas/services/use-case";
import { contextOf } from "@atlas/api/api-context";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { actorFrom } from "../auth/actor-from.ts";
import type { GatewayEnv } from "../http/gateway-env.ts";
import type { ApiServices } from "../rpc/create-api-context.ts";
import { requireJsonType } from "../http/require-json-type.ts";
import { statusOf } from "../http/respond-with-error.ts";
import { respondOnce } from "./respond-once.ts";
import { describeRoute } from "./describe-route.ts";
import { download } from "./download.ts";
import type { RestApp } from "./rest-app.ts";
import { isBodyField, storesResponses, requestOf, type RestRoute } from "./rest-route.ts";
import { fromQuery, isList, KEY_HEADER } from "./wire-fields.ts";

/** Serves and describes the routes. What every call needs (who asks, how often, which fields) is seen to here, once. */
export function serveRoutes(api: ApiServices, routes: readonly RestRoute[]): RestApp {
  const app: RestApp = new OpenAPIHono();
  for (const route of routes) {
    app.openAPIRegistry.registerPath(describeRoute(route));
    const { contract } = route;
    const schema = readerOf(route);
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ":$1"), async (c) => {
      const address = c.get("clientAddress");
      const actor = actorFrom(await c.get("session")(), address);
      const caller = { actor, address };
      await api.countCall(caller, contract);
      authorise(actor, contract);
      const ctx = contextOf(api, contract, caller);
      const { key, request } = takeKey(route, schema.parse(await readRequest(c, route)));
      if ("stream" in route) return await download(c, route, route.stream(ctx, actor, request, c.req.raw.signal));
      const run = async (): Promise<unknown> => route.response.parse(await route.run(ctx, actor, request));
      if (key === null || actor === null) return c.json(await run(), 200);
      const { refusal, body } = await respondOnce(ctx, { route, actor, key, request }, run);
      return c.body(body, refusal === null ? 200 : statusOf(refusal), { "content-type": "application/json" });
    });
  }
  return app;
}

/** A request, and the key under which its response is stored, if there is one. */
function takeKey(
  route: RestRoute,
  parsed: Record<string, unknown>,
): { key: string | null; request: Record<string, unknown> } {
  if (!storesResponses(route)) return { key: null, request: parsed };
  const { [KEY_HEADER]: key, ...request } = parsed;
  return { key: typeof key === "string" ? key : null, request };
}

/** The request's schema, for what arrives as text too. */
export function readerOf(route: RestRoute): z.ZodObject {
  const shape = Object.fromEntries(
    Object.entries(requestOf(route).shape).map(([name, schema]) => [
      name,
      isBodyField(route, name) ? schema : fromQuery(schema),
    ]),
  );
  return route.isLenient ? z.object(shape) : z.strictObject(shape);
}

/** All fields of a request, each from its one place: what stands in the query of a POST is not read. */
async function readRequest(c: Context<GatewayEnv>, route: RestRoute): Promise<Record<string, unknown>> {
  const key = c.req.header(KEY_HEADER);
  return {
    ...(route.method === "get" ? readQuery(c, route) : await readBody(c)),
    ...(key === undefined || !(KEY_HEADER in requestOf(route).shape) ? {} : { [KEY_HEADER]: key }),
    ...c.req.param(),
  };
}

/** Of a field that is no list and stands there more than once, the first counts. */
function readQuery(c: Context<GatewayEnv>, { request }: RestRoute): Record<string, unknown> {
  const fields = Object.entries(c.req.queries());
  return Object.fromEntries(fields.map(([name, values]) => [name, isList(request.shape[name]) ? values : values[0]]));
}

/** @throws DomainError MALFORMED_REQUEST */
async function readBody(c: Context<GatewayEnv>): Promise<Record<string, unknown>> {
  requireJsonType(c);
  const body: unknown = await c.req.json().catch((error: unknown) => {
    throw new DomainError("MALFORMED_REQUEST", "The body is not JSON.", { cause: error });
  });
  return z.record(z.string(), z.unknown()).parse(body);
}
