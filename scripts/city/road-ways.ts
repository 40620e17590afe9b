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
    restrictions: data.relations.map(restrictionOf).filter((restriction) => restriction !== null),
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

/** `no_left_turn`, `only_straight_on` … over one node; those over a way are rare in cities and left out. */
function restrictionOf({ tags, members }: OsmRelation): TurnRestriction | null {
  if (tags["type"] !== "restriction") return null;
  const rule = tags["restriction:motorcar"] ?? tags["restriction"] ?? "";
  const kind = rule.startsWith("no_") ? "no" : rule.startsWith("only_") ? "only" : null;
  const from = members.find((member) => member.type === "way" && member.role === "from");
  const via = members.find((member) => member.type === "node" && member.role === "via");
  const to = members.find((member) => member.type === "way" && member.role === "to");
  if (kind === null || from === undefined || via === undefined || to === undefined) return null;
  return { kind, fromWayId: from.id, viaNodeId: via.id, toWayId: to.id };
}
