import type { Locale } from "../preferences.ts";

/** What maps are credited with here, in the words of the language; the names of who made them stay. */
const INDONESIAN: readonly (readonly [english: string, indonesian: string])[] = [
  ["© OpenStreetMap contributors", "© Kontributor OpenStreetMap"],
  ["Schematic map by Atlas, not surveyed", "Peta skema oleh Atlas, bukan hasil pengukuran"],
];

/** The credit of a city's map in a language. One that a city words by itself stays as it is. */
export function mapCredit(attribution: string, locale: Locale): string {
  if (locale === "en") return attribution;
  return INDONESIAN.reduce((text, [english, indonesian]) => text.replaceAll(english, indonesian), attribution);
}
