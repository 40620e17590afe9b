import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { DomainError } from "@atlas/core/errors";
import { Hono } from "hono";
import { asksForPart } from "./asks-for-part.ts";
import { parseByteRange } from "./byte-range.ts";
import type { GatewayEnv } from "./gateway-env.ts";
import { pacedBody } from "./paced-body.ts";

const PIECE_BYTES = 64 * 1_024;

/** `/cities/:id/basemap.pmtiles`: the city's tiles in one file, of which a map reads ranges. */
export function basemapRoutes(pathOf: (cityId: string) => string | null): Hono<GatewayEnv> {
  // Hono serves HEAD by the GET handler and drops the body.
  return new Hono<GatewayEnv>().get("/cities/:id/basemap.pmtiles", async (c) => {
    const path = pathOf(c.req.param("id"));
    if (path === null) throw new DomainError("NOT_FOUND", "This city has no basemap.");
    const { size, etag } = await describe(path);
    c.header("accept-ranges", "bytes");
    c.header("etag", etag);
    c.header("cache-control", "public, max-age=3600");
    c.header("content-type", "application/vnd.pmtiles");
    if (c.req.header("if-none-match") === etag) return c.body(null, 304);

    const condition = c.req.header("if-range");
    const isStale = condition !== undefined && condition !== etag;
    const range = parseByteRange(isStale ? undefined : c.req.header("range"), size);
    if (range.kind === "unsatisfiable") {
      c.header("content-range", `bytes */${size}`);
      return c.body(null, 416);
    }
    const { start, end } = range.kind === "part" ? range : { start: 0, end: size - 1 };
    c.header("content-length", String(end - start + 1));
    if (range.kind === "part") c.header("content-range", `bytes ${start}-${end}/${size}`);
    const status = range.kind === "part" ? 206 : 200;
    if (c.req.method === "HEAD") return c.body(null, status);
    const isPart = range.kind === "part" && asksForPart(c.req.header("range"));
    const body = isPart ? webStream(path, start, end) : await pacedBody(readPieces(path, start, end));
    return c.body(body, status);
  });
}

async function describe(path: string): Promise<{ size: number; etag: string }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size, mtimeMs } = await file.stat();
    return { size, etag: `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"` };
  } finally {
    await file?.close();
  }
}

function webStream(path: string, start: number, end: number): ReadableStream {
  return Readable.toWeb(createReadStream(path, { start, end }));
}

/** What is longer than a part that a map reads takes its turn with all other long bodies. */
async function* readPieces(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  await using file = await open(path);
  for (let position = start; position <= end;) {
    const length = Math.min(PIECE_BYTES, end + 1 - position);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) throw new Error("the map has become shorter while it was sent");
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}
