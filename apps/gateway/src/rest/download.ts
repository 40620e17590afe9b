import type { Context } from "hono";
import type { GatewayEnv } from "../http/gateway-env.ts";
import { TablePace } from "./table-pace.ts";

interface Download {
  readonly fileName: string;
  readonly mediaType?: string;
}

const PACE = new TablePace();

/** Answers with a table, or a document. Waits for the first lines, so that a refusal is still an answer of its own. */
export async function download(
  c: Context<GatewayEnv>,
  { fileName, mediaType = "text/csv; charset=utf-8" }: Download,
  lines: AsyncGenerator<string>,
): Promise<Response> {
  const first = await PACE.make(() => lines.next());
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (!first.done) controller.enqueue(encoder.encode(first.value));
    },
    async pull(controller) {
      const next = await PACE.make(() => lines.next());
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return c.body(body, 200, {
    "content-type": mediaType,
    "content-disposition": `attachment; filename="${fileName}"`,
    "cache-control": "no-store",
  });
}
