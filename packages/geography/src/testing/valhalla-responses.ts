import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { StubResponse, StubHandler } from "./routing-server-stub.ts";

const RECORD = join(import.meta.dirname, "valhalla-responses.jsonl");

const exchangeSchema = z.object({ path: z.string(), body: z.string(), status: z.number(), json: z.unknown() });
type Exchange = z.infer<typeof exchangeSchema>;

/**
 * Responses that a real Valhalla (`@valhallajs/valhallajs` 3.6.1) gave over `CONTRACT_ROADS`, by path and body. A request
 * that was not recorded is a 404: record again with `ATLAS_RECORD_VALHALLA=1` (docs/cities.md).
 */
export async function replayValhalla(): Promise<StubHandler> {
  const lines = (await readFile(RECORD, "utf8")).split("\n").filter((line) => line !== "");
  const exchanges = lines.map((line) => exchangeSchema.parse(JSON.parse(line)));
  const recorded = new Map(exchanges.map(({ path, body, status, json }) => [`${path} ${body}`, { status, json }]));
  return (path, body) => recorded.get(`${path} ${body}`);
}

/** Keeps a server's responses, until they are written to the file that `replayValhalla` reads. */
export function recordValhalla(handler: StubHandler): {
  readonly handler: StubHandler;
  readonly write: () => Promise<void>;
} {
  const exchanges = new Map<string, Exchange>();
  return {
    handler: async (path, body): Promise<StubResponse | undefined> => {
      const given = await handler(path, body);
      if (given !== undefined)
        exchanges.set(`${path} ${body}`, { path, body, status: given.status ?? 200, json: given.json });
      return given;
    },
    write: () => writeFile(RECORD, [...exchanges.values()].map((exchange) => `${JSON.stringify(exchange)}\n`).join("")),
  };
}
