import { DEFAULT_TARIFFS } from "@atlas/core/tariff";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import type { Database } from "@atlas/db/connect";
import { cities, tariffs } from "@atlas/db/schema/cities";

/** A city for one test file, around central Jakarta, with the original tariffs. */
export async function insertTestCity(db: Database, cityId: string): Promise<void> {
  await db.insert(cities).values({
    id: cityId,
    name: "Test city",
    currency: "IDR",
    timezone: "Asia/Jakarta",
    centerLat: -6.2,
    centerLng: 106.82,
    serviceArea: {
      type: "Polygon",
      coordinates: [
        [
          [106.6, -6.4],
          [107, -6.4],
          [107, -6],
          [106.6, -6],
          [106.6, -6.4],
        ],
      ],
    },
    commissionBps: 2_000,
    taxBps: 100,
    minimumDriverCreditMinor: 0n,
    adjustmentLimitMinor: 1_000_000n,
    cancelFreeS: 120,
    cancelFeeMinor: 5_000n,
    waitingFreeS: 300,
    waitingPerMinuteMinor: 500n,
    offerTtlS: 15,
    offerWaveSize: 1,
    searchTimeoutS: 120,
    searchRadiiM: [1_000, 2_000, 5_000],
  });
  await db.insert(tariffs).values(
    VEHICLE_TYPES.map((vehicleType) => {
      const { baseMinor, perKmMinor, perMinuteMinor, minimumMinor, roundingMinor } = DEFAULT_TARIFFS[vehicleType];
      return {
        cityId,
        vehicleType,
        version: 1,
        baseMinor,
        perKmMinor,
        perMinuteMinor,
        minimumMinor,
        roundingMinor,
        surgeBps: 10_000,
        validFrom: new Date("2026-01-01T00:00:00Z"),
      };
    }),
  );
}
