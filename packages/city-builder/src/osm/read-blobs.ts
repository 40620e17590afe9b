import { open } from "node:fs/promises";
import { inflateSync, zstdDecompressSync } from "node:zlib";
import { PbfReader } from "pbf";

/** A file that is not an OpenStreetMap PBF extract, or a damaged one. */
export class ExtractError extends Error {
  constructor(path: string, message: string, options?: ErrorOptions) {
    super(`${path}: ${message}`, options);
    this.name = "ExtractError";
  }
}

export interface Blob {
  readonly type: string;
  readonly data: Uint8Array;
  /** Share of the file read so far, 0 … 1. */
  readonly progress: number;
}

/** Limits of the format: a larger length means that the file is something else. */
const MAX_HEADER_BYTES = 65_536;
const MAX_BLOB_BYTES = 33_554_432;

/**
 * The blocks of a `.osm.pbf` file in order, unpacked (https://wiki.openstreetmap.org/wiki/PBF_Format).
 * @throws ExtractError
 */
export async function* readBlobs(path: string): AsyncGenerator<Blob> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const readExactly = async (length: number, position: number): Promise<Buffer> => {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead !== length) throw new ExtractError(path, "the file is cut off");
    return buffer;
  };
  for (let position = 0; position < size;) {
    const headerLength = (await readExactly(4, position)).readUInt32BE(0);
    if (headerLength > MAX_HEADER_BYTES) throw new ExtractError(path, "not an .osm.pbf file");
    const header = readHeader(await readExactly(headerLength, position + 4));
    if (header.size > MAX_BLOB_BYTES) throw new ExtractError(path, "not an .osm.pbf file");
    const body = await readExactly(header.size, position + 4 + headerLength);
    position += 4 + headerLength + header.size;
    yield { type: header.type, data: unpack(path, body), progress: position / size };
  }
}

function readHeader(bytes: Uint8Array): { type: string; size: number } {
  return new PbfReader(bytes).readFields(
    (tag, header, pbf) => {
      if (tag === 1) header.type = pbf.readString();
      else if (tag === 3) header.size = pbf.readVarint();
    },
    { type: "", size: 0 },
  );
}

function unpack(path: string, body: Uint8Array): Uint8Array {
  try {
    const unpacked = new PbfReader(body).readFields<{ data: Uint8Array | null }>(
      (tag, blob, pbf) => {
        if (tag === 1) blob.data = pbf.readBytes();
        else if (tag === 3) blob.data = inflateSync(pbf.readBytes());
        else if (tag === 7) blob.data = zstdDecompressSync(pbf.readBytes());
      },
      { data: null },
    );
    if (unpacked.data !== null) return unpacked.data;
  } catch (cause) {
    throw new ExtractError(path, "a block is damaged", { cause });
  }
  throw new ExtractError(path, "compressed in a way other than zlib or zstd");
}
