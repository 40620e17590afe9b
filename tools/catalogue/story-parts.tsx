import type { MapCity } from "@atlas/ui/map/map-city";
import type { ReactNode } from "react";

/** Several states of a component, one below the other, each with its name. */
export function States({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className="flex flex-col gap-6 p-5">{children}</div>;
}

/** One state of a component. */
export function State({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className="flex max-w-xl flex-col gap-2">
      <h2 className="text-xs font-semibold text-muted">{name}</h2>
      <div>{children}</div>
    </section>
  );
}

/** As long as texts of Atlas become: Indonesian runs a third longer than English. */
export const LONG_TEXT =
  "Pengemudi Anda sedang menyelesaikan perjalanan sebelumnya dan akan menjemput Anda di pintu barat Stasiun Gambir";
export const LONG_PLACE = "Jalan Kebon Sirih Barat Dalam VIII Nomor 14 RT 07 RW 03, Menteng, Jakarta Pusat 10340";
export const LONG_NAME = "Raden Mas Suryadiningrat Kusumawardhana Notonegoro";

/** A city without a map of its own: its service area and a graticule are drawn. */
export const JAKARTA: MapCity = {
  center: { lat: -6.2, lng: 106.82 },
  bounds: [106.68, -6.37, 106.98, -6.08],
  serviceArea: {
    type: "Polygon",
    coordinates: [
      [
        [106.7, -6.35],
        [106.96, -6.35],
        [106.96, -6.1],
        [106.7, -6.1],
        [106.7, -6.35],
      ],
    ],
  },
  basemapUrl: null,
  isSchematic: true,
  attribution: "A drawing",
};
