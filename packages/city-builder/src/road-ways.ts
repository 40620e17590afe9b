import { isRoadClass, type RoadClass } from "@atlas/core/roads/road-class";
import type { RoadNetwork, RoadWay, TurnRestriction } from "@atlas/core/roads/road-network";
import type { OsmData, OsmRelation, OsmWay, Tags } from "./osm/osm-data.ts";

/** Classes of small use that stand for one that Atlas knows. */
const ALIASES: Readonly<Record<string, RoadClass>> = { road: "unclassified" };

/** Where bus lanes are mapped as ordinary roads, as in older extracts of Jakarta, their name alone tells. */
const BUS_LANE_NAME = /\bbusway\b/i;

/** The roads that a car or motorbike may use, and the turns that it may not take. */
export function roadNetworkOf(data: OsmData): RoadNetwork {
  return {
    ways: data.ways.map(roadWayOf).filter((way) => way !== null),
    positionOf: (nodeId) => data.positions.get(nodeId),
    restrictions: data.relations.flatMap(restrictionsOf),
  };
}

/** The way as a road, or null when nobody may drive there. */
export function roadWayOf({ id, nodeIds, tags }: OsmWay): RoadWay | null {
  const highway = tags["highway"];
  const roadClass = highway === undefined ? null : isRoadClass(highway) ? highway : (ALIASES[highway] ?? null);
  if (roadClass === null || tags["area"] === "yes" || BUS_LANE_NAME.test(tags["name"] ?? "") || !mayDrive(tags))
    return null;
  const isRoundabout = tags["junction"] === "roundabout" || tags["junction"] === "circular";
  return {
    id,
    nodeIds,
    roadClass,
    direction: directionOf(tags, isRoundabout || roadClass === "motorway"),
    name: tags["name"]?.trim() || tags["ref"]?.trim() || null,
    maxKph: maxKphOf(tags["maxspeed"]),
    isRoundabout,
    isBridge: isSet(tags["bridge"]),
    isTunnel: isSet(tags["tunnel"]),
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "no";
}

/** The most specific tag decides: motor_vehicle before vehicle before access. */
function mayDrive(tags: Tags): boolean {
  const access = tags["motorcar"] ?? tags["motor_vehicle"] ?? tags["vehicle"] ?? tags["access"];
  return access !== "no" && access !== "private" && access !== "forestry" && access !== "agricultural";
}

function directionOf(tags: Tags, isOnewayByClass: boolean): RoadWay["direction"] {
  const oneway = tags["oneway"];
  if (oneway === "yes" || oneway === "1" || oneway === "true") return "forward";
  if (oneway === "-1" || oneway === "reverse") return "backward";
  return isOnewayByClass && oneway !== "no" ? "forward" : "both";
}

function maxKphOf(text: string | undefined): number | null {
  const match = /^(\d{1,3})(?: ?(mph|km\/h))?$/.exec(text ?? "");
  if (match === null) return null;
  return Number(match[1]) * (match[2] === "mph" ? 1.609 : 1);
}

/** Whom a restriction lets pass by its `except` is not bound by it. */
const EXCEPTED = new Set(["motorcar", "motor_vehicle", "vehicle"]);

/**
 * `no_left_turn`, `only_straight_on` … over one node or over ways. `no_entry` may have several `from`, `no_exit` several
 * `to`. Restrictions by the hour (`restriction:conditional`) are left out.
 */
export function restrictionsOf({ tags, members }: OsmRelation): TurnRestriction[] {
  if (tags["type"] !== "restriction") return [];
  const rule = tags["restriction:motorcar"] ?? tags["restriction"] ?? "";
  const kind = rule.startsWith("no_") ? "no" : rule.startsWith("only_") ? "only" : null;
  const isExcepted = (tags["except"] ?? "").split(";").some((vehicle) => EXCEPTED.has(vehicle.trim()));
  const via = viaOf(members);
  if (kind === null || isExcepted || via === null) return [];
  const wayIds = (role: string): number[] =>
    members.flatMap((member) => (member.type === "way" && member.role === role ? [member.id] : []));
  return wayIds("from").flatMap((fromWayId) => wayIds("to").map((toWayId) => ({ kind, fromWayId, via, toWayId })));
}

function viaOf(members: OsmRelation["members"]): TurnRestriction["via"] | null {
  const via = members.filter(({ role }) => role === "via");
  const wayIds = via.flatMap(({ type, id }) => (type === "way" ? [id] : []));
  if (wayIds.length > 0) return { wayIds };
  const node = via.find(({ type }) => type === "node");
  return node === undefined ? null : { nodeId: node.id };
}
