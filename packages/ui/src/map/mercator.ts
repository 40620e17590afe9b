/** Web Mercator, the world as a square from 0 to 1: to the east. */
export function mercatorX(lng: number): number {
  return (lng + 180) / 360;
}

/** To the south. */
export function mercatorY(lat: number): number {
  return (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
}

export function lngOfMercator(x: number): number {
  return x * 360 - 180;
}

export function latOfMercator(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

/** Pixels of the whole world at a zoom of the map. */
export function worldSizePx(zoom: number): number {
  return 512 * 2 ** zoom;
}
