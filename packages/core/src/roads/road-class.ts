/** OpenStreetMap's highway classes that a car or motorbike may use, fastest first. The index is stored in `graph.bin`. */
export const ROAD_CLASSES = [
  "motorway",
  "motorway_link",
  "trunk",
  "trunk_link",
  "primary",
  "primary_link",
  "secondary",
  "secondary_link",
  "tertiary",
  "tertiary_link",
  "unclassified",
  "residential",
  "living_street",
  "service",
] as const;
export type RoadClass = (typeof ROAD_CLASSES)[number];

/**
 * Average speed in km/h on a quiet day hour, stops at junctions included. Free-flow speeds are too fast for a large city;
 * the hour's factor of `traffic.ts` comes on top.
 */
export const CLASS_SPEED_KPH: { readonly [C in RoadClass]: number } = {
  motorway: 65,
  motorway_link: 40,
  trunk: 40,
  trunk_link: 30,
  primary: 34,
  primary_link: 27,
  secondary: 30,
  secondary_link: 25,
  tertiary: 26,
  tertiary_link: 23,
  unclassified: 22,
  residential: 19,
  living_street: 13,
  service: 12,
};

/** Whether a text from outside is a class that Atlas drives on. */
export function isRoadClass(value: unknown): value is RoadClass {
  return ROAD_CLASSES.some((roadClass) => roadClass === value);
}

/** Whether a class (by its index) is a motorway or a ramp of one: no stopping, and no motorbikes. */
export function isMotorway(classIndex: number): boolean {
  return classIndex <= 1;
}
