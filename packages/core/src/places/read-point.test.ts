import { describe, expect, test } from "vitest";
import { readPoint } from "./read-point.ts";

const JAKARTA = { lat: -6.2, lng: 106.8 };

function pointIn(text: string): readonly [number, number] | string | null {
  const read = readPoint(text, JAKARTA);
  if (read?.kind !== "point") return read === null ? null : read.kind === "name" ? read.name : read.kind;
  return [Number(read.point.lat.toFixed(4)), Number(read.point.lng.toFixed(4))];
}

describe("coordinates", () => {
  test.each([
    ["-6.2,106.8", [-6.2, 106.8]],
    ["-6.1754, 106.8272", [-6.1754, 106.8272]],
    ["  (-6.1754 106.8272) ", [-6.1754, 106.8272]],
    ["−6.1754° 106.8272°", [-6.1754, 106.8272]],
    ["106.8272, -6.1754", [-6.1754, 106.8272]],
    ["-6,1754; 106,8272", [-6.1754, 106.8272]],
    ["-6,1754 106,8272", [-6.1754, 106.8272]],
    [`6°10'31"S 106°49'38"E`, [-6.1753, 106.8272]],
    ["6°10′31″ LS, 106°49′38″ BT", [-6.1753, 106.8272]],
    [`6° 10.52' S, 106° 49.63' E`, [-6.1753, 106.8272]],
    ["S 6.1754 E 106.8272", [-6.1754, 106.8272]],
    ["6.1754S, 106.8272E", [-6.1754, 106.8272]],
    ["-6.9175, 107.6191", [-6.9175, 107.6191]],
  ])("%s", (text, point) => {
    expect(pointIn(text)).toEqual(point);
  });

  test.each(["12, 34", "jl sudirman 12", "blok m", "-91.5, 181.5", "1.5", "1.5, 2.5, 3.5", "rt 01/02", "", "pim 2"])(
    "%j is none",
    (text) => {
      expect(pointIn(text)).toBeNull();
    },
  );
});

describe("plus codes", () => {
  test.each([
    ["6P58QRX2+X2", [-6.2001, 106.8001]],
    ["6p58qrx2+x2", [-6.2001, 106.8001]],
    ["QRX2+X2 Jakarta", [-6.2001, 106.8001]],
  ])("%s", (text, [lat, lng]) => {
    const read = readPoint(text, JAKARTA);
    expect(
      read?.kind === "point" ? Math.hypot(read.point.lat - (lat ?? 0), read.point.lng - (lng ?? 0)) : NaN,
    ).toBeLessThan(2e-4);
  });

  test("a short one means nothing where nobody is", () => {
    expect(readPoint("QRX2+X2", null)).toBeNull();
  });
});

describe("links of maps", () => {
  const MONAS = [-6.1754, 106.8272];
  test.each([
    ["https://maps.google.com/?q=-6.1754,106.8272", MONAS],
    ["https://www.google.com/maps/search/?api=1&query=-6.1754%2C106.8272", MONAS],
    ["https://www.google.com/maps/@-6.1754,106.8272,17z?entry=ttu", MONAS],
    [
      "https://www.google.com/maps/place/Monas/@-6.17,106.82,17z/data=!3m1!4b1!4m6!3m5!1s0x2e!8m2!3d-6.1754!4d106.8272!16s",
      MONAS,
    ],
    ["https://www.google.com/maps/place/-6.1754,106.8272", MONAS],
    ["https://www.google.com/maps/dir/?api=1&destination=-6.1754,106.8272", MONAS],
    ["https://www.google.com/maps/dir/-6.3,106.7/-6.1754,106.8272", MONAS],
    ["https://www.openstreetmap.org/?mlat=-6.1754&mlon=106.8272#map=17/-6.2/106.9", MONAS],
    ["https://www.openstreetmap.org/#map=17/-6.1754/106.8272", MONAS],
    ["https://maps.apple.com/?ll=-6.1754,106.8272&q=Monas", MONAS],
    ["https://maps.apple.com/place?coordinate=-6.1754,106.8272&name=Monas", MONAS],
    ["https://waze.com/ul?ll=-6.1754,106.8272&navigate=yes", MONAS],
    ["https://www.waze.com/live-map/directions?to=ll.-6.1754%2C106.8272", MONAS],
    ["https://www.bing.com/maps?cp=-6.1754~106.8272&lvl=16", MONAS],
    ["geo:-6.1754,106.8272", MONAS],
    ["geo:-6.1754,106.8272;u=35", MONAS],
    ["geo:0,0?q=-6.1754,106.8272(Monas)", MONAS],
    ["Meet me here: https://maps.google.com/?q=-6.1754,106.8272", MONAS],
    ["https://maps.google.com/?q=Grand+Indonesia", "Grand Indonesia"],
    ["https://www.google.com/maps/place/Grand+Indonesia/", "Grand Indonesia"],
    ["geo:0,0?q=Grand%20Indonesia", "Grand Indonesia"],
    ["https://maps.app.goo.gl/AbCdEf123", "link"],
    ["https://example.com/", "link"],
    ["https://maps.google.com/?q=https://evil.example/", "link"],
    ["https://maps.google.com/%E0%A4%A?q=-6.1754,106.8272", MONAS],
  ])("%s", (text, found) => {
    expect(pointIn(text)).toEqual(found);
  });
});
