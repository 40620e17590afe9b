import { createReadStream } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import type { GatewayEnv } from "./gateway-env.ts";

const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));

const ASSETS: ReadonlyMap<string, string> = new Map([
  ["swagger-ui.css", "text/css; charset=utf-8"],
  ["swagger-ui-bundle.js", "text/javascript; charset=utf-8"],
  ["favicon-32x32.png", "image/png"],
]);

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Atlas API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <main id="api"><noscript>The description itself is at <a href="/openapi.json">/openapi.json</a>.</noscript></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  persistAuthorization: true,
  validatorUrl: null,
});
`;

/** `/docs`: the REST description as a page. Its assets come from the installed package, nothing from elsewhere. */
export function docsRoutes(): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>()
    .get("/docs", (c) => c.html(PAGE))
    .get("/docs/start.js", (c) => c.body(START, 200, { "content-type": "text/javascript; charset=utf-8" }))
    .get("/docs/:asset", (c) => {
      const name = c.req.param("asset");
      const type = ASSETS.get(name);
      if (type === undefined) return c.notFound();
      const file: ReadableStream = Readable.toWeb(createReadStream(join(SWAGGER_UI, name)));
      return c.body(file, 200, { "content-type": type, "cache-control": "public, max-age=86400" });
    });
}
