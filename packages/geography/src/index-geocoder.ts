import { haversineM, isValidLatLng, type LatLng } from "@atlas/core/geo";
import type { Geocoder, Place, PlaceKind, PlaceRecord, SearchOptions } from "@atlas/core/geocoding";
import MiniSearch from "minisearch";
import { foldName } from "./fold-name.ts";

export interface IndexGeocoderOptions {
  /** The street that a point lies on, from the road graph; null when it has no name or none is near. */
  readonly streetAt?: (point: LatLng) => string | null;
}

const DEFAULT_LIMIT = 8;
/** Beyond this from every place and street, a point has no address. */
const REVERSE_LIMIT_M = 3_000;
/** Within this, people name the landmark and not the street. */
const AT_LANDMARK_M = 60;
const MAIN_ROAD_WEIGHT = 0.5;
const NEAR_SCALE_M = 8_000;
/** Each word is looked up by prefix and misspelling, which costs up to 2 ms: nobody types more to find a place. */
const MAX_WORDS = 8;
/** Fewer are the beginning of too much. */
const MIN_LETTERS = 3;
/** How many of the best-known places are offered. */
const MAX_POPULAR = 20;
/** Words beside the number of a house, a floor or a plot. */
const NUMBER_WORDS = new Set(["no", "nomor", "kav", "kavling", "lt", "lantai", "rt", "rw", "unit"]);
/** Words that say what a place is, and not which. */
const KIND_WORDS = new Set([
  "apartemen",
  "apartment",
  "apt",
  "gedung",
  "halte",
  "hotel",
  "kantor",
  "mal",
  "mall",
  "masjid",
  "museum",
  "pasar",
  "plaza",
  "rumah",
  "sakit",
  "stasiun",
  "taman",
  "univ",
  "universitas",
]);
/** What only an alias begins or ends with is less likely meant than what is called so. */
const BY_ALIAS_ONLY = 0.7;

interface Candidate {
  readonly id: number;
  readonly names: readonly string[];
}

/** What has been found of a text, and by which of its words. */
interface Known {
  readonly ids: readonly number[];
  readonly words: readonly string[];
  /** These words, where they are not all of the text. */
  readonly matched: string | undefined;
}

interface Sought {
  readonly text: string;
  readonly words: readonly string[];
  /** Whether it said that it is a street. */
  readonly isStreet: boolean;
  readonly near: LatLng | undefined;
}

/** Search and reverse over a city's `places.json`, in memory. */
export function createIndexGeocoder(places: readonly PlaceRecord[], { streetAt }: IndexGeocoderOptions = {}): Geocoder {
  const names = places.map((place) => [place.name, ...(place.aliases ?? [])].map((name) => foldName(name).text));
  const index = new MiniSearch<Candidate>({
    fields: ["text"],
    extractField: (candidate, field) => (field === "id" ? candidate.id : candidate.names.join(" ")),
    tokenize: (text) => text.split(" ").filter((word) => word !== ""),
    processTerm: (term) => term,
  });
  index.addAll(names.map((folded, id) => ({ id, names: folded })));
  const areas = places.filter(({ kind }) => kind === "area");
  const destinations = places.filter(({ kind }) => kind !== "area" && kind !== "street" && kind !== "city");
  const streets = places.filter(({ kind }) => kind === "street");

  const popular = destinations
    .toSorted((a, b) => (b.weight ?? 0) - (a.weight ?? 0))
    .slice(0, MAX_POPULAR)
    .map(toPlace);

  function search(query: string, { near, limit = DEFAULT_LIMIT }: SearchOptions = {}): Place[] {
    const folded = foldName(query);
    const words = [...new Set(folded.words)].slice(0, MAX_WORDS);
    const found = idsOf(words, "AND").map(({ id }) => id);
    const known = found.length > 0 ? { ids: found, words, matched: undefined } : byBeginning(words);
    const text = known.matched ?? folded.text;
    return withoutTwins(ranked(known.ids, { text, words: known.words, isStreet: folded.isStreet, near }))
      .slice(0, limit)
      .map((place) => ({ ...toPlace(place), ...(known.matched !== undefined && { matched: known.matched }) }));
  }

  /** Places that have all of the words, or any of them; with the words that each has. */
  function idsOf(words: readonly string[], combineWith: "AND" | "OR"): { id: number; has: ReadonlySet<string> }[] {
    if (words.length === 0) return [];
    return index
      .search(words.join(" "), {
        combineWith,
        prefix: true,
        fuzzy: (term) => (term.length >= 5 ? 0.2 : false),
      })
      .map(({ id, queryTerms }) => ({ id: Number(id), has: new Set(queryTerms) }));
  }

  /** Where nothing has all of the words: what has the most of them from the first on, numbers of houses aside. */
  function byBeginning(words: readonly string[]): Known {
    const meant = words.filter((word) => !NUMBER_WORDS.has(word) && !/\d/.test(word));
    const known = byRun(meant);
    const first = meant.findIndex((word) => !KIND_WORDS.has(word));
    if (first < 1 || known.words.length > first) return known;
    // "mall taman anggrek" means a name before it means any mall.
    const named = byRun(meant.slice(first));
    return named.ids.length > 0 ? named : known;
  }

  function byRun(meant: readonly string[]): Known {
    const runs = idsOf(meant, "OR").map(({ id, has }) => ({ id, run: runOf(meant, has) }));
    const longest = Math.max(0, ...runs.map(({ run }) => run));
    const kept = meant.slice(0, longest);
    if (kept.join("").length < MIN_LETTERS) return { ids: [], words: [], matched: undefined };
    return { ids: runs.filter(({ run }) => run === longest).map(({ id }) => id), words: kept, matched: kept.join(" ") };
  }

  function ranked(ids: readonly number[], { text, words, isStreet, near }: Sought): PlaceRecord[] {
    const score = (id: number): number => {
      const place = places[id];
      if (place === undefined) return 0;
      const fit = nameFit(names[id] ?? [], text);
      const distance = near === undefined ? 1 : 1 / Math.sqrt(1 + haversineM(near, place) / NEAR_SCALE_M);
      const ownWords = (names[id] ?? []).flatMap((name) => name.split(" "));
      return (
        wordFit(ownWords, words) *
        FIT_WEIGHT[fit] *
        (fit === "whole" || nameFit((names[id] ?? []).slice(0, 1), text) === fit ? 1 : BY_ALIAS_ONLY) *
        (0.3 + (place.weight ?? 0.1)) *
        kindBoost(place, fit, isStreet) *
        distance
      );
    };
    return ids
      .map((id) => ({ id, score: score(id) }))
      .toSorted((a, b) => b.score - a.score || a.id - b.id)
      .flatMap(({ id }) => places[id] ?? []);
  }

  function reverse(point: LatLng): Place | null {
    if (!isValidLatLng(point)) return null;
    const area = nearest(areas, point, REVERSE_LIMIT_M * 2);
    const detail = area === null ? null : areaDetail(area);
    const destination = nearest(destinations, point, AT_LANDMARK_M);
    if (destination !== null) return { ...toPlace(destination), lat: point.lat, lng: point.lng };
    const street = streetAt?.(point) ?? nearest(streets, point, REVERSE_LIMIT_M)?.name ?? null;
    if (street !== null) return { label: street, kind: "street", detail, ...point };
    if (area === null) return null;
    return { label: area.name, kind: "area", detail: area.parent ?? null, ...point };
  }

  return {
    name: "index",
    search: async (query, options) => search(query, options),
    reverse: async (point) => reverse(point),
    popular: async () => popular,
  };
}

/** How many of the words from the first on are among those. */
function runOf(words: readonly string[], has: ReadonlySet<string>): number {
  const missing = words.findIndex((word) => !has.has(word));
  return missing < 0 ? words.length : missing;
}

/** What the typed text is of a name, best first. */
type Fit = "whole" | "end" | "beginning" | "beginning of a word" | "within";
const FIT_WEIGHT: Readonly<Record<Fit, number>> = {
  whole: 6,
  end: 3,
  beginning: 3,
  "beginning of a word": 2,
  within: 1,
};

function nameFit(names: readonly string[], typed: string): Fit {
  if (names.includes(typed)) return "whole";
  if (names.some((name) => name.endsWith(` ${typed}`))) return "end";
  if (names.some((name) => name.startsWith(`${typed} `))) return "beginning";
  return names.some((name) => name.startsWith(typed)) ? "beginning of a word" : "within";
}

/** 1 when every typed word is one of the place's; less for words that are begun only, least for misspelt ones. */
function wordFit(words: readonly string[], typed: readonly string[]): number {
  return typed.reduce((fit, word) => {
    if (words.includes(word)) return fit;
    return fit * (words.some((whole) => whole.startsWith(word)) ? 0.7 : 0.25);
  }, 1);
}

/** What people mean first by a bare name: the area, or the avenue of which they leave out the title. */
function kindBoost({ kind, weight = 0 }: PlaceRecord, fit: Fit, saidStreet: boolean): number {
  if (saidStreet) return kind === "street" ? 4 : 1;
  // "sudirman" alone means the avenue before the station that is named after it.
  if (kind === "street") return fit === "end" && weight >= MAIN_ROAD_WEIGHT ? 2.5 : 1;
  if (kind !== "area") return 1;
  return fit === "whole" ? 2 : fit === "within" ? 1 : 1.5;
}

/** One entry for a name and area: a long street is mapped in pieces. */
function withoutTwins(places: readonly PlaceRecord[]): PlaceRecord[] {
  const seen = new Set<string>();
  return places.filter((place) => {
    const key = `${place.kind}\u0000${place.name}\u0000${place.parent ?? ""}`;
    return !seen.has(key) && seen.add(key);
  });
}

function nearest(places: readonly PlaceRecord[], point: LatLng, withinM: number): PlaceRecord | null {
  let found: PlaceRecord | null = null;
  let foundM = withinM;
  for (const place of places) {
    // A degree is at most 111.3 km: what is farther in latitude alone needs no haversine.
    if (Math.abs(place.lat - point.lat) * 111_300 > foundM * 1.01) continue;
    const distanceM = haversineM(place, point);
    if (distanceM < foundM) [found, foundM] = [place, distanceM];
  }
  return found;
}

function areaDetail({ name, parent }: PlaceRecord): string {
  return parent === undefined ? name : `${name}, ${parent}`;
}

const KIND_IS_ENOUGH: readonly PlaceKind[] = ["city"];

function toPlace({ name, kind, lat, lng, parent }: PlaceRecord): Place {
  return { label: name, kind, detail: KIND_IS_ENOUGH.includes(kind) ? null : (parent ?? null), lat, lng };
}
