import { deflateSync } from "node:zlib";
import type { Bounds } from "@atlas/core/bounding-box";
import { PbfWriter } from "pbf";
import type { OsmMember, Tags } from "./osm-data.ts";

/** A hand-made extract. Positions in degrees; an id may be anything up to 2^52. */
export interface HandmadeExtract {
  /** What its header says that it covers: west, south, east, north. */
  readonly bounds?: Bounds;
  readonly nodes: readonly {
    readonly id: number;
    readonly at: readonly [lat: number, lng: number];
    readonly tags?: Tags;
  }[];
  readonly ways?: readonly { readonly id: number; readonly nodeIds: readonly number[]; readonly tags: Tags }[];
  readonly relations?: readonly { readonly id: number; readonly members: readonly OsmMember[]; readonly tags: Tags }[];
}

export interface WriteOptions {
  /** Dense nodes as every real extract has them, or one message a node. */
  readonly nodes?: "dense" | "plain";
  readonly compression?: "zlib" | "raw";
}

const NANO = 1e9;
const GRANULARITY = 100;
const MEMBER_TYPES = ["node", "way", "relation"];

/** Writes a small `.osm.pbf` for tests, by the letter of the format and not by Atlas's reader. */
export function writeOsmPbf(
  extract: HandmadeExtract,
  { nodes = "dense", compression = "zlib" }: WriteOptions = {},
): Buffer {
  const header = new PbfWriter();
  if (extract.bounds !== undefined) header.writeMessage(1, writeBounds, extract.bounds);
  header.writeStringField(4, "OsmSchema-V0.6");
  header.writeStringField(4, "DenseNodes");
  return Buffer.concat([
    blob("OSMHeader", header.finish(), compression),
    blob("OSMData", primitiveBlock(extract, nodes), compression),
  ]);
}

function writeBounds([west, south, east, north]: Bounds, pbf: PbfWriter): void {
  for (const [index, degrees] of [west, east, north, south].entries()) {
    pbf.writeSVarintField(index + 1, Math.round(degrees * NANO));
  }
}

function blob(type: string, data: Uint8Array, compression: "zlib" | "raw"): Buffer {
  const body = new PbfWriter();
  if (compression === "raw") body.writeBytesField(1, data);
  else {
    body.writeVarintField(2, data.length);
    body.writeBytesField(3, deflateSync(data));
  }
  const bytes = body.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, bytes.length);
  const headerBytes = header.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(headerBytes.length);
  return Buffer.concat([length, headerBytes, bytes]);
}

function primitiveBlock({ nodes, ways = [], relations = [] }: HandmadeExtract, form: "dense" | "plain"): Uint8Array {
  const strings = new Map<string, number>([["", 0]]);
  const indexOf = (text: string): number => {
    const index = strings.get(text) ?? strings.size;
    strings.set(text, index);
    return index;
  };
  const group = new PbfWriter();
  if (form === "dense") group.writeMessage(2, writeDense, { nodes, indexOf });
  else for (const node of nodes) group.writeMessage(1, writePlainNode, { node, indexOf });
  for (const { id, nodeIds, tags } of ways) {
    group.writeMessage(
      3,
      (_, pbf) => {
        pbf.writeVarintField(1, id);
        writeTags(pbf, tags, indexOf);
        pbf.writePackedSVarint(8, deltas(nodeIds));
      },
      null,
    );
  }
  for (const { id, members, tags } of relations) {
    group.writeMessage(
      4,
      (_, pbf) => {
        pbf.writeVarintField(1, id);
        writeTags(pbf, tags, indexOf);
        pbf.writePackedVarint(
          8,
          members.map(({ role }) => indexOf(role)),
        );
        pbf.writePackedSVarint(9, deltas(members.map((member) => member.id)));
        pbf.writePackedVarint(
          10,
          members.map(({ type }) => MEMBER_TYPES.indexOf(type)),
        );
      },
      null,
    );
  }
  const groupBytes = group.finish();
  const block = new PbfWriter();
  // The group stands before the table of strings that it refers to, which the format allows.
  block.writeBytesField(2, groupBytes);
  block.writeMessage(
    1,
    (_, pbf) => {
      for (const text of strings.keys()) pbf.writeBytesField(1, Buffer.from(text));
    },
    null,
  );
  block.writeVarintField(17, GRANULARITY);
  return block.finish();
}

interface DenseInput {
  readonly nodes: HandmadeExtract["nodes"];
  readonly indexOf: (text: string) => number;
}

function writeDense({ nodes, indexOf }: DenseInput, pbf: PbfWriter): void {
  pbf.writePackedSVarint(1, deltas(nodes.map(({ id }) => id)));
  pbf.writePackedSVarint(8, deltas(nodes.map(({ at }) => toUnits(at[0]))));
  pbf.writePackedSVarint(9, deltas(nodes.map(({ at }) => toUnits(at[1]))));
  const keysValues = nodes.flatMap(({ tags = {} }) => [
    ...Object.entries(tags).flatMap((pair) => pair.map(indexOf)),
    0,
  ]);
  pbf.writePackedVarint(10, keysValues);
}

function writePlainNode(
  { node, indexOf }: { readonly node: HandmadeExtract["nodes"][number]; readonly indexOf: (text: string) => number },
  pbf: PbfWriter,
): void {
  pbf.writeSVarintField(1, node.id);
  writeTags(pbf, node.tags ?? {}, indexOf);
  pbf.writeSVarintField(8, toUnits(node.at[0]));
  pbf.writeSVarintField(9, toUnits(node.at[1]));
}

function writeTags(pbf: PbfWriter, tags: Tags, indexOf: (text: string) => number): void {
  pbf.writePackedVarint(2, Object.keys(tags).map(indexOf));
  pbf.writePackedVarint(3, Object.values(tags).map(indexOf));
}

function toUnits(degrees: number): number {
  return Math.round((degrees * NANO) / GRANULARITY);
}

function deltas(values: readonly number[]): number[] {
  return values.map((value, index) => value - (values[index - 1] ?? 0));
}
