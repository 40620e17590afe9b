import { createWriteStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A download that did not succeed, with what to do about it. */
export class FetchError extends Error {
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(
      `${url}: ${reason}. Without a network, bring an extract on a disk and run \`npm run city -- build <file>\`.`,
      options,
    );
    this.name = "FetchError";
  }
}

export interface FetchOptions {
  readonly dir: string;
  readonly onProgress?: (share: number) => void;
  /** Ends the download when it aborts. */
  readonly signal?: AbortSignal;
}

/** Every extract begins with a blob of this type, after its length in four bytes. */
const FIRST_BLOB = "OSMHeader";
const FIRST_BYTES = 64;

/**
 * Downloads an extract into a folder and returns its path. An interrupted download leaves nothing behind, nor does a
 * page that is no extract.
 * @throws FetchError
 */
export async function fetchExtract(url: string, { dir, onProgress, signal }: FetchOptions): Promise<string> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) throw new FetchError(url, "this is no web address");
  const response = await fetch(url, { signal: signal ?? null }).catch((cause: unknown) => {
    throw new FetchError(url, "the server cannot be reached", { cause });
  });
  if (!response.ok || response.body === null) throw new FetchError(url, `the server responds ${response.status}`);
  const total = Number(response.headers.get("content-length") ?? 0);
  await mkdir(dir, { recursive: true });
  const path = join(dir, basename(new URL(url).pathname) || "extract.osm.pbf");
  let received = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (total > 0) onProgress?.(received / total);
      done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body), meter, createWriteStream(`${path}.part`), { signal });
  } catch (cause) {
    await rm(`${path}.part`, { force: true });
    throw new FetchError(url, "the download broke off", { cause });
  }
  if (!(await isExtract(`${path}.part`))) {
    await rm(`${path}.part`, { force: true });
    throw new FetchError(url, "what the server sends is no .osm.pbf extract");
  }
  await rename(`${path}.part`, path);
  return path;
}

async function isExtract(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
  return buffer.subarray(0, bytesRead).includes(FIRST_BLOB);
}
