import { expect, test } from "vitest";
import { mapCredit } from "./map-credit.ts";

test("a map is credited in the words of the language; a city's own words stay as they are", () => {
  expect(mapCredit("© OpenStreetMap contributors", "en")).toBe("© OpenStreetMap contributors");
  expect(mapCredit("© OpenStreetMap contributors, Atlas", "id")).toBe("© Kontributor OpenStreetMap, Atlas");
  expect(mapCredit("Schematic map by Atlas, not surveyed", "id")).toBe("Peta skema oleh Atlas, bukan hasil pengukuran");
  expect(mapCredit("© Dinas Peta", "id")).toBe("© Dinas Peta");
});
