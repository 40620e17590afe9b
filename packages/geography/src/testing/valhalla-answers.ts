import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ServerAnswer, StubAnswer } from "./routing-server-stub.ts";

const RECORD = join(import.meta.dirname, "valhalla-answers.jsonl");

const exchangeSchema = z.object({ path: z.string(), body: z.string(), status: z.number(), json: z.unknown() });
type Exchange = z.infer<typeof exchangeSchema>;

/**
 * Answers that a real Valhalla (`@valhallajs/valhallajs` 3.6.1) gave over `CONTRACT_ROADS`, by path and body. A request
 * that was not recorded is a 404: record again with `ATLAS_RECORD_VALHALLA=1` (docs/cities.md).
 */
export async function replayValhalla(): Promise<StubAnswer> {
  const lines = (await readFile(RECORD, "utf8")).split("\n").filter((line) => line !== "");
  const exchanges = lines.map((line) => exchangeSchema.parse(JSON.parse(line)));
  const answers = new Map(exchanges.map(({ path, body, status, json }) => [`${path} ${body}`, { status, json }]));
  return (path, body) => answers.get(`${path} ${body}`);
}

/** Keeps what a server answers, until it is written to the file that `replayValhalla` reads. */
export function recordValhalla(answer: StubAnswer): {
  readonly answer: StubAnswer;
  readonly write: () => Promise<void>;
} {
  const exchanges = new Map<string, Exchange>();
  return {
    answer: async (path, body): Promise<ServerAnswer | undefined> => {
      const given = await answer(path, body);
      if (given !== undefined)
        exchanges.set(`${path} ${body}`, { path, body, status: given.status ?? 200, json: given.json });
      return given;
    },
    write: () => writeFile(RECORD, [...exchanges.values()].map((exchange) => `${JSON.stringify(exchange)}\n`).join("")),
  };
}
