import type { Context } from "hono";
import type { GatewayEnv } from "../http/gateway-env.ts";
import { pacedBody } from "../http/paced-body.ts";

interface Download {
  readonly fileName: string;
  readonly mediaType?: string;
}

/** Responds with a table, or a document. Waits for the first lines, so that a refusal is still a response of its own. */
export async function download(
  c: Context<GatewayEnv>,
  { fileName, mediaType = "text/csv; charset=utf-8" }: Download,
  lines: AsyncGenerator<string>,
): Promise<Response> {
  return c.body(await pacedBody(lines), 200, {
    "content-type": mediaType,
    "content-disposition": `attachment; filename="${fileName}"`,
    "cache-control": "no-store",
  });
}
