import { PbfReader } from "pbf";
import type { OsmMember, OsmNode, OsmRelation, OsmWay, Tags } from "./osm-data.ts";

/** Gets what a block holds, in the order of the file. */
export interface BlockSink {
  position(id: number, latE7: number, lngE7: number): void;
  node(node: OsmNode): void;
  way(way: OsmWay): void;
  relation(relation: OsmRelation): void;
}

interface Block {
  strings: string[];
  groups: Uint8Array[];
  /** Nanodegrees a unit. */
  granularity: number;
  latOffset: number;
  lngOffset: number;
}

const MEMBER_TYPES = ["node", "way", "relation"] as const;

/** Parses one PrimitiveBlock. Ids are exact up to 2^52. */
export function readBlock(data: Uint8Array, sink: BlockSink): void {
  const block = new PbfReader(data).readFields(readBlockField, {
    strings: [],
    groups: [],
    granularity: 100,
    latOffset: 0,
    lngOffset: 0,
  });
  // The table of strings may stand after the groups, so they wait.
  for (const group of block.groups) {
    new PbfReader(group).readFields((tag, _, pbf) => {
      if (tag === 1) readPlainNode(pbf, block, sink);
      else if (tag === 2) readDenseNodes(pbf, block, sink);
      else if (tag === 3) sink.way(readWay(pbf, block));
      else if (tag === 4) sink.relation(readRelation(pbf, block));
    }, null);
  }
}

function readBlockField(tag: number, block: Block, pbf: PbfReader): void {
  if (tag === 1) {
    pbf.readMessage((field, strings: string[], table) => {
      if (field === 1) strings.push(table.readString());
    }, block.strings);
  } else if (tag === 2) block.groups.push(pbf.readBytes());
  else if (tag === 17) block.granularity = pbf.readVarint();
  else if (tag === 19) block.latOffset = pbf.readVarint(true);
  else if (tag === 20) block.lngOffset = pbf.readVarint(true);
}

function toE7(units: number, offset: number, granularity: number): number {
  return Math.round((offset + granularity * units) / 100);
}

function readPlainNode(pbf: PbfReader, block: Block, sink: BlockSink): void {
  const node = pbf.readMessage(
    (tag, fields: { id: number; keys: number[]; values: number[]; lat: number; lng: number }) => {
      if (tag === 1) fields.id = pbf.readSVarint();
      else if (tag === 2) pbf.readPackedVarint(fields.keys);
      else if (tag === 3) pbf.readPackedVarint(fields.values);
      else if (tag === 8) fields.lat = pbf.readSVarint();
      else if (tag === 9) fields.lng = pbf.readSVarint();
    },
    { id: 0, keys: [], values: [], lat: 0, lng: 0 },
  );
  emitNode(node.id, [node.lat, node.lng], tagsOf(block, node.keys, node.values), block, sink);
}

function readDenseNodes(pbf: PbfReader, block: Block, sink: BlockSink): void {
  const dense = pbf.readMessage(
    (tag, fields: { ids: number[]; lats: number[]; lngs: number[]; keysValues: number[] }) => {
      if (tag === 1) pbf.readPackedSVarint(fields.ids);
      else if (tag === 8) pbf.readPackedSVarint(fields.lats);
      else if (tag === 9) pbf.readPackedSVarint(fields.lngs);
      else if (tag === 10) pbf.readPackedVarint(fields.keysValues);
    },
    { ids: [], lats: [], lngs: [], keysValues: [] },
  );
  let [id, lat, lng, at] = [0, 0, 0, 0];
  for (const [index, delta] of dense.ids.entries()) {
    id += delta;
    lat += dense.lats[index] ?? 0;
    lng += dense.lngs[index] ?? 0;
    // Keys and values of all nodes in one list, each node's part ended by a zero.
    const tags: Record<string, string> = {};
    for (; (dense.keysValues[at] ?? 0) !== 0; at += 2) {
      tags[block.strings[dense.keysValues[at] ?? 0] ?? ""] = block.strings[dense.keysValues[at + 1] ?? 0] ?? "";
    }
    at++;
    emitNode(id, [lat, lng], tags, block, sink);
  }
}

// oxlint-disable-next-line max-params -- called once a node: no object each
function emitNode(id: number, [lat, lng]: readonly [number, number], tags: Tags, block: Block, sink: BlockSink): void {
  const latE7 = toE7(lat, block.latOffset, block.granularity);
  const lngE7 = toE7(lng, block.lngOffset, block.granularity);
  sink.position(id, latE7, lngE7);
  if (Object.keys(tags).length > 0) sink.node({ id, lat: latE7 / 1e7, lng: lngE7 / 1e7, tags });
}

function readWay(pbf: PbfReader, block: Block): OsmWay {
  const way = pbf.readMessage(
    (tag, fields: { id: number; keys: number[]; values: number[]; refs: number[] }) => {
      if (tag === 1) fields.id = pbf.readVarint(true);
      else if (tag === 2) pbf.readPackedVarint(fields.keys);
      else if (tag === 3) pbf.readPackedVarint(fields.values);
      else if (tag === 8) pbf.readPackedSVarint(fields.refs);
    },
    { id: 0, keys: [], values: [], refs: [] },
  );
  return { id: way.id, nodeIds: undoDeltas(way.refs), tags: tagsOf(block, way.keys, way.values) };
}

function readRelation(pbf: PbfReader, block: Block): OsmRelation {
  const relation = pbf.readMessage(
    (
      tag,
      fields: { id: number; keys: number[]; values: number[]; roles: number[]; ids: number[]; types: number[] },
    ) => {
      if (tag === 1) fields.id = pbf.readVarint(true);
      else if (tag === 2) pbf.readPackedVarint(fields.keys);
      else if (tag === 3) pbf.readPackedVarint(fields.values);
      else if (tag === 8) pbf.readPackedVarint(fields.roles);
      else if (tag === 9) pbf.readPackedSVarint(fields.ids);
      else if (tag === 10) pbf.readPackedVarint(fields.types);
    },
    { id: 0, keys: [], values: [], roles: [], ids: [], types: [] },
  );
  const members = undoDeltas(relation.ids).map((id, index): OsmMember => ({
    type: MEMBER_TYPES[relation.types[index] ?? 0] ?? "node",
    id,
    role: block.strings[relation.roles[index] ?? 0] ?? "",
  }));
  return { id: relation.id, members, tags: tagsOf(block, relation.keys, relation.values) };
}

function tagsOf(block: Block, keys: readonly number[], values: readonly number[]): Tags {
  const tags: Record<string, string> = {};
  for (const [index, key] of keys.entries()) {
    tags[block.strings[key] ?? ""] = block.strings[values[index] ?? 0] ?? "";
  }
  return tags;
}

function undoDeltas(deltas: readonly number[]): number[] {
  let sum = 0;
  return deltas.map((delta) => (sum += delta));
}
