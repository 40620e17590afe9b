import { destination, haversineM, type LatLng } from "../geo.ts";
import { START_MS, type Truth } from "./driven-trip-fixture.ts";
import type { WatchKind } from "./episode.ts";
import type { WatchSettings } from "./watch-trip.ts";

const M_PER_DEGREE = 111_195.08;

/** A trip on which something goes wrong, and when its threshold is passed by where the car really is. */
export interface FaultyTrip {
  readonly truth: Truth;
  readonly passedAtMs: number;
  /** From when on the phone sends nothing, in seconds. */
  readonly silentFromS?: number;
}

export interface Fault {
  readonly line: readonly LatLng[];
  readonly truth: Truth;
  readonly settings: WatchSettings;
  readonly random: () => number;
}

/** Puts one fault on an honest drive along `line`. */
export function inject(kind: WatchKind, fault: Fault): FaultyTrip {
  const { truth, settings, random } = fault;
  // A driver who turns back must have driven some distance.
  const share = (kind === "wrong-direction" ? 0.6 : 0.3) + random() * 0.3;
  const atS = movingSecond(truth, Math.floor(truth.length * share));
  switch (kind) {
    case "silent":
      return {
        truth: [...truth, ...stand(truth.at(-1), 600)],
        silentFromS: atS,
        passedAtMs: after(atS, settings.tripSilentS),
      };
    case "not-moving":
      return { truth: [...stand(truth[0], 500), ...truth], passedAtMs: after(0, settings.notMovingS) };
    case "long-stop":
      return {
        truth: [...truth.slice(0, atS), ...stand(truth[atS], 600), ...truth.slice(atS)],
        passedAtMs: after(atS, settings.longStopS),
      };
    case "overspeed":
      return speed(fault, atS);
    case "wrong-direction":
      return turnBack(fault, atS);
    case "off-route":
      return stray(fault, atS);
  }
}

/** The next second at which the car has been moving for a while: what was a stop before would begin earlier. */
function movingSecond(truth: Truth, fromS: number): number {
  for (let s = fromS; s < truth.length; s += 1) {
    const [now, before] = [truth[s], truth[s - 20]];
    if (now !== undefined && before !== undefined && haversineM(now, before) > 100 && stepM(truth, s) > 3) return s;
  }
  return fromS;
}

function after(fromS: number, holdS: number): number {
  return START_MS + (fromS + holdS) * 1_000;
}

function stand(at: LatLng | undefined, forS: number): LatLng[] {
  return at === undefined ? [] : Array.from({ length: forS }, () => at);
}

/** On a road that runs straight on from where the car is, for a minute and a half. */
function speed({ truth, settings, random }: Fault, atS: number): FaultyTrip {
  const at = truth[atS] ?? { lat: 0, lng: 0 };
  const mps = (settings.overspeedKph * (1.15 + random() * 0.3)) / 3.6;
  const bearing = Math.floor(random() * 4) * 90;
  const fast = Array.from({ length: 90 }, (_, s) => destination(at, bearing, s * mps));
  return { truth: [...truth.slice(0, atS), ...fast], passedAtMs: after(atS, settings.overspeedS) };
}

/** The route back that was driven, without the waiting, until two minutes after the threshold. */
function turnBack({ truth, settings }: Fault, atS: number): FaultyTrip {
  const back = truth
    .slice(0, atS)
    .filter((_, s) => s === 0 || stepM(truth, s) > 0.5)
    .toReversed();
  let [s, backM] = [1, 0];
  for (; s < back.length && backM < settings.wrongDirectionM; s += 1) backM += stepM(back, s);
  return { truth: [...truth.slice(0, atS), ...back.slice(0, s + 120)], passedAtMs: after(atS, s) };
}

/** Straight away from the route, on the side that leads farthest from it. */
function stray({ line, truth, settings }: Fault, atS: number): FaultyTrip {
  const at = truth[atS] ?? { lat: 0, lng: 0 };
  const toLineM = distanceToLine(line);
  const bearings = [0, 90, 180, 270].toSorted(
    (a, b) => toLineM(destination(at, b, 1_000)) - toLineM(destination(at, a, 1_000)),
  );
  const away = Array.from({ length: 200 }, (_, s) => destination(at, bearings[0] ?? 0, s * 9));
  const offS = away.findLastIndex((point) => toLineM(point) <= settings.offRouteM) + 1;
  return { truth: [...truth.slice(0, atS), ...away], passedAtMs: after(atS + offS, settings.offRouteS) };
}

function stepM(points: readonly LatLng[], index: number): number {
  const [from, to] = [points[index - 1], points[index]];
  return from === undefined || to === undefined ? 0 : haversineM(from, to);
}

/** By points every 25 m: shares nothing with the watch. The town lies at the equator, where a degree is one everywhere. */
function distanceToLine(line: readonly LatLng[]): (point: LatLng) => number {
  const places = line.flatMap((from, index) => {
    const to = line[index + 1] ?? from;
    const steps = Math.max(1, Math.ceil(haversineM(from, to) / 25));
    return Array.from({ length: steps + 1 }, (_, step) => ({
      lat: from.lat + ((to.lat - from.lat) * step) / steps,
      lng: from.lng + ((to.lng - from.lng) * step) / steps,
    }));
  });
  return (point) => {
    let nearest = Infinity;
    for (const { lat, lng } of places) {
      const [north, east] = [point.lat - lat, point.lng - lng];
      nearest = Math.min(nearest, north * north + east * east);
    }
    return Math.sqrt(nearest) * M_PER_DEGREE;
  };
}
