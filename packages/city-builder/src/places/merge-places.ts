import { haversineM } from "@atlas/core/geo";
import type { PlaceRecord } from "@atlas/core/geocoding";

/** Two areas of one name lie in different towns beyond this; other places stand where they stand. */
const SAME_AREA_M = 3_000;
const SAME_PLACE_M = 600;

/**
 * Several sources know the same place, by other names: one record of it is kept, the weightiest, with the names of all. Streets
 * stay as they are.
 */
export function mergePlaces(places: readonly PlaceRecord[]): PlaceRecord[] {
  const streets = places.filter(({ kind }) => kind === "street");
  const others = places.filter(({ kind }) => kind !== "street").toSorted((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
  const byName = new Map<string, number[]>();
  const kept: PlaceRecord[] = [];
  for (const place of others) {
    const twin = namesOf(place)
      .flatMap((name) => byName.get(name) ?? [])
      .find((index) => isSamePlace(kept[index], place));
    const index = twin ?? kept.push(place) - 1;
    const known = kept[index];
    if (twin !== undefined && known !== undefined) kept[index] = withNamesOf(known, place);
    for (const name of namesOf(place)) byName.set(name, [...(byName.get(name) ?? []), index]);
  }
  return [...kept, ...streets];
}

function isSamePlace(known: PlaceRecord | undefined, place: PlaceRecord): boolean {
  if (known === undefined || isGround(known) !== isGround(place)) return false;
  return haversineM(known, place) <= (isGround(place) ? SAME_AREA_M : SAME_PLACE_M);
}

/** Areas and cities are ground, in which other places stand that may bear its name. */
function isGround({ kind }: PlaceRecord): boolean {
  return kind === "area" || kind === "city";
}

function withNamesOf(known: PlaceRecord, other: PlaceRecord): PlaceRecord {
  const own = known.name.toLowerCase();
  const aliases = [...(known.aliases ?? []), other.name, ...(other.aliases ?? [])];
  const others = [...new Map(aliases.map((name) => [name.toLowerCase(), name])).values()].filter(
    (name) => name.toLowerCase() !== own,
  );
  const parent = known.parent ?? other.parent;
  return {
    ...known,
    ...(others.length > 0 ? { aliases: others } : {}),
    ...(parent === undefined ? {} : { parent }),
  };
}

function namesOf({ name, aliases = [] }: PlaceRecord): string[] {
  return [name, ...aliases].map((each) => each.toLowerCase());
}
