import type { LatLng } from "../geo.ts";

/** Values 0 to 19, after the specification of Open Location Code (https://github.com/google/open-location-code). */
const DIGITS = "23456789CFGHJMPQRVWX";
const ALL_DIGITS = new RegExp(`^[${DIGITS}]+$`);
const BASE = 20;
/** Digits before the plus of a full code. */
const BEFORE_PLUS = 8;
/** Pairs of latitude and longitude; what follows divides a cell into rows and columns. */
const PAIRS = 5;
const MAX_DIGITS = 15;
const ROWS = 5;
const COLUMNS = 4;
/** A short code of fewer digits means a place within sight: too little to tell it from other text. */
const MIN_SHORT = 4;

const CODE = /(?<![\p{L}\p{N}+])([2-9CFGHJMPQRVWX]{2,8}0{0,6}\+(?:[2-9CFGHJMPQRVWX]{2,})?)(?![\p{L}\p{N}+])/iu;

/** The first plus code in a text, in capitals: full, or short and meant near some place; null when there is none. */
export function plusCodeIn(text: string): string | null {
  const code = CODE.exec(text)?.[1]?.toUpperCase();
  return code !== undefined && isCode(code) ? code : null;
}

/**
 * The middle of the cell of a plus code. A short one is taken to be the nearest to `near` that ends so; null without `near`, and
 * for what is no code.
 */
export function decodePlusCode(code: string, near: LatLng | null): LatLng | null {
  const capitals = code.toUpperCase();
  if (!isCode(capitals)) return null;
  const missing = BEFORE_PLUS - capitals.indexOf("+");
  if (missing === 0) return middleOf(capitals);
  return near === null ? null : nearestTo(capitals, missing, near);
}

function isCode(code: string): boolean {
  const [before = "", after = "", ...rest] = code.split("+");
  if (rest.length > 0 || !code.includes("+") || after.length === 1) return false;
  if (before.length > BEFORE_PLUS || before.length < MIN_SHORT || before.length % 2 === 1) return false;
  const digits = before.replace(/0+$/, "");
  const isPadded = digits.length < before.length;
  if (isPadded && (after !== "" || before.length < BEFORE_PLUS || digits.length % 2 === 1)) return false;
  if (digits === "" || !ALL_DIGITS.test(digits + after)) return false;
  return before.length < BEFORE_PLUS || (valueOf(code, 0) < 9 && valueOf(code, 1) < 18);
}

function valueOf(code: string, index: number): number {
  return DIGITS.indexOf(code[index] ?? "");
}

/** In degrees from the south-west corner of the world; of a short code from that of the cell that it leaves out. */
function middleOf(code: string, missing = 0): LatLng {
  const digits = code.replaceAll(/[+0]/g, "").slice(0, MAX_DIGITS - missing);
  let [lat, lng, height, width] = [0, 0, BASE ** (2 - missing / 2), BASE ** (2 - missing / 2)];
  for (let index = 0; index < digits.length;) {
    if (index + missing < 2 * PAIRS) {
      [height, width] = [height / BASE, width / BASE];
      lat += valueOf(digits, index) * height;
      lng += valueOf(digits, index + 1) * width;
      index += 2;
    } else {
      [height, width] = [height / ROWS, width / COLUMNS];
      lat += Math.floor(valueOf(digits, index) / COLUMNS) * height;
      lng += (valueOf(digits, index) % COLUMNS) * width;
      index += 1;
    }
  }
  const [south, west] = missing === 0 ? [90, 180] : [0, 0];
  return { lat: lat + height / 2 - south, lng: lng + width / 2 - west };
}

/** Of the cells that the code fits, the one whose middle is nearest. */
function nearestTo(code: string, missing: number, near: LatLng): LatLng {
  const stepDeg = BASE ** (2 - missing / 2);
  const within = middleOf(code, missing);
  const lat = nearestStep(Math.floor((near.lat + 90) / stepDeg) * stepDeg - 90 + within.lat, near.lat, stepDeg);
  const lng = nearestStep(Math.floor((near.lng + 180) / stepDeg) * stepDeg - 180 + within.lng, near.lng, stepDeg);
  const onEarth = lat > 90 ? lat - stepDeg : lat < -90 ? lat + stepDeg : lat;
  return { lat: onEarth, lng: ((((lng + 180) % 360) + 360) % 360) - 180 };
}

function nearestStep(deg: number, nearDeg: number, stepDeg: number): number {
  if (deg - nearDeg > stepDeg / 2) return deg - stepDeg;
  return nearDeg - deg > stepDeg / 2 ? deg + stepDeg : deg;
}
