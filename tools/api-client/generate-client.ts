import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createClient } from "@hey-api/openapi-ts";
import { z } from "zod";

export interface CallOptions {
  readonly baseUrl: string;
  readonly auth: string;
  readonly body?: object;
  readonly query?: object;
  readonly headers?: object;
}

/** One operation of the generated client: it checks what it sends and what it gets against the document. */
export type Call = (options: CallOptions) => Promise<{ readonly data?: unknown; readonly error?: unknown }>;

const callsSchema = z.record(
  z.string(),
  z.custom<Call>((value) => typeof value === "function"),
);

/** A TypeScript client for an OpenAPI document, written below `dir` and loaded: its calls by their operation's id. */
export async function generateClient(document: Record<string, unknown>, dir: string): Promise<Record<string, Call>> {
  const path = join(dir, "client");
  await createClient({
    input: document,
    output: { path },
    plugins: ["@hey-api/client-fetch", "zod", { name: "@hey-api/sdk", validator: true }],
    logs: { level: "silent" },
  });
  // What is generated imports zod, wherever it lies.
  symlinkSync(join(import.meta.dirname, "node_modules"), join(dir, "node_modules"));
  const sdk: unknown = await import(pathToFileURL(join(path, "sdk.gen.ts")).href);
  return callsSchema.parse(sdk);
}
