import type { LatLng } from "@atlas/core/geo";

/** A link that opens the phone's own map app on the way to a point. Android lets the driver choose which app. */
export function mapAppUrl({ lat, lng }: LatLng, userAgent: string): string {
  const point = `${lat.toFixed(6)},${lng.toFixed(6)}`;
  if (/android/i.test(userAgent)) return `geo:${point}?q=${point}`;
  if (/iphone|ipad|macintosh/i.test(userAgent)) return `https://maps.apple.com/?daddr=${point}`;
  return `https://www.openstreetmap.org/?mlat=${lat.toFixed(6)}&mlon=${lng.toFixed(6)}#map=17/${lat.toFixed(5)}/${lng.toFixed(5)}`;
}
