import { isValidLatLng, type LatLng } from "../geo.ts";
import { decodePlusCode, plusCodeIn } from "./plus-code.ts";

/** What somebody typed or pasted in place of a name. */
export type TypedPlace =
  | { readonly kind: "point"; readonly point: LatLng }
  /** The name that a link asks for. */
  | { readonly kind: "name"; readonly name: string }
  /** A link that says of no place where it is. Links are never followed. */
  | { readonly kind: "link" };

/** More is no link that an app of maps makes. */
const MAX_LENGTH = 2_000;
const MAX_COORDINATES = 80;
const NUMBER = String.raw`[-+−]?\d{1,3}(?:\.\d+)?`;
/** With a comma where others have a point: then something else stands between the two. */
const COMMA_NUMBER = String.raw`[-+−]?\d{1,3},\d+`;
const PAIR = new RegExp(`^\\(?(${NUMBER})°?\\s*(?:[,;/|]\\s*|\\s)(${NUMBER})°?\\)?$`, "u");
const COMMA_PAIR = new RegExp(`^\\(?(${COMMA_NUMBER})°?\\s*(?:[;/|]\\s*|,?\\s)(${COMMA_NUMBER})°?\\)?$`, "u");
const ANGLE = String.raw`(\d{1,3}(?:[.,]\d+)?)\s*°?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:["″”]|'')\s*)?`;
const SIDES = { lat: "(N|S|U|LU|LS)", lng: "(E|W|T|B|BT|BB)" };
const NAMED_AFTER = new RegExp(`^${ANGLE}${SIDES.lat}[\\s,;]*${ANGLE}${SIDES.lng}$`, "iu");
const NAMED_BEFORE = new RegExp(`^${SIDES.lat}\\s*${ANGLE}[\\s,;]*${SIDES.lng}\\s*${ANGLE}$`, "iu");
/** South and west, also in Indonesian: lintang selatan, barat, bujur barat. */
const NEGATIVE = new Set(["S", "LS", "W", "B", "BB"]);

/**
 * Reads coordinates (`-6.2, 106.8`, `6°10'31"S 106°49'38"E`), plus codes and links of maps (Google, Apple, OpenStreetMap, Waze, `geo:`);
 * null for anything else. A short plus code is taken near `near`.
 */
export function readPoint(text: string, near: LatLng | null): TypedPlace | null {
  const typed = text.trim();
  if (typed === "" || typed.length > MAX_LENGTH) return null;
  const link = linkOf(typed);
  if (link !== null) return readLink(link);
  const point = coordinatesIn(typed) ?? pointOfCode(typed, near);
  return point === null ? null : { kind: "point", point };
}

/** A pair in whichever order only one can be; of two whole numbers nobody knows what they are. */
function coordinatesIn(typed: string): LatLng | null {
  if (typed.length > MAX_COORDINATES) return null;
  const [, first, second] = PAIR.exec(typed) ?? COMMA_PAIR.exec(typed) ?? [];
  if (first !== undefined && second !== undefined) {
    return /[.,]/.test(first) && /[.,]/.test(second) ? pointOf(numberOf(first), numberOf(second)) : null;
  }
  const after = NAMED_AFTER.exec(typed);
  if (after !== null) return pointOf(angleOf(after.slice(1, 4), after[4]), angleOf(after.slice(5, 8), after[8]));
  const before = NAMED_BEFORE.exec(typed);
  if (before !== null) return pointOf(angleOf(before.slice(2, 5), before[1]), angleOf(before.slice(6, 9), before[5]));
  return null;
}

function pointOfCode(text: string, near: LatLng | null): LatLng | null {
  const code = plusCodeIn(text);
  return code === null ? null : decodePlusCode(code, near);
}

function numberOf(text: string): number {
  return Number(text.replace("−", "-").replace(",", "."));
}

function angleOf([degrees = "", minutes = "0", seconds = "0"]: readonly (string | undefined)[], side = ""): number {
  const size = numberOf(degrees) + numberOf(minutes) / 60 + numberOf(seconds) / 3_600;
  return NEGATIVE.has(side.toUpperCase()) ? -size : size;
}

/** Longitudes beyond 90 that come first are known for what they are. */
function pointOf(first: number, second: number): LatLng | null {
  const point = Math.abs(first) > 90 ? { lat: second, lng: first } : { lat: first, lng: second };
  return isValidLatLng(point) ? point : null;
}

function linkOf(text: string): URL | null {
  // What is shared often has words before its link.
  const [address] = /(?:https?:\/\/|geo:)\S+/i.exec(text) ?? [];
  return address !== undefined && URL.canParse(address) ? new URL(address) : null;
}

/** Where a link says its place is, the most exact first: a pin, what was sought or is driven to, what the map shows. */
function readLink(link: URL): TypedPlace {
  const path = decoded(link.pathname);
  const fields = [...link.searchParams.entries()];
  const field = (...names: string[]): string[] =>
    fields.flatMap(([name, value]) => (names.includes(name) ? [value] : []));
  const hash = new URLSearchParams(link.hash.replace(/^#/, ""));
  const [, pinLat, pinLng] = /!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)/.exec(path) ?? [];
  const [, viewLat, viewLng] = /\/@(-?\d+\.\d+),(-?\d+\.\d+)/.exec(path) ?? [];
  const sought = field("q", "query", "destination", "daddr", "to");
  const candidates = [
    pinLat !== undefined && pinLng !== undefined ? `${pinLat},${pinLng}` : "",
    pairOf(field("mlat"), field("mlon")),
    ...field("coordinate", "ll", "sll"),
    ...sought.map((value) => value.replace(/^(?:ll\.|loc:)/, "")),
    ...(link.protocol === "geo:" ? [path.split(";")[0] ?? ""] : []),
    ...path.split("/").toReversed(),
    viewLat !== undefined && viewLng !== undefined ? `${viewLat},${viewLng}` : "",
    ...field("center", "cp").map((value) => value.replace("~", ",")),
    (hash.get("map") ?? "").split("/").slice(1, 3).join(","),
  ];
  for (const candidate of candidates) {
    const point = readLinked(candidate);
    if (point !== null && (point.lat !== 0 || point.lng !== 0)) return { kind: "point", point };
  }
  const name = [...sought, /\/place\/([^/@]+)/.exec(path)?.[1]?.replaceAll("+", " ") ?? ""].find(
    (value) => /\p{L}/u.test(value) && !value.includes("://"),
  );
  return name === undefined ? { kind: "link" } : { kind: "name", name: name.trim() };
}

/** Links have whole numbers, too, and a name in brackets behind the pair. */
function readLinked(text: string): LatLng | null {
  const [, lat, lng] = new RegExp(`^\\s*(${NUMBER})\\s*,\\s*(${NUMBER})\\s*(?:\\(.*\\))?$`, "u").exec(text) ?? [];
  return lat === undefined || lng === undefined ? null : pointOf(numberOf(lat), numberOf(lng));
}

function pairOf([lat]: readonly string[], [lng]: readonly string[]): string {
  return lat === undefined || lng === undefined ? "" : `${lat},${lng}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
