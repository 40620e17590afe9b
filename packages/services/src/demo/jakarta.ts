import { DEFAULT_TARIFFS } from "@atlas/core/tariff";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import type { CityRow, TariffRow } from "../cities/opening/open-city.ts";

/** The demo city: the special capital region on the mainland, its outline drawn by hand to about a kilometre. */
export const JAKARTA: CityRow = {
  id: "jakarta",
  name: "Jakarta",
  currency: "IDR",
  timezone: "Asia/Jakarta",
  defaultLocale: "id",
  isDemo: true,
  centerLat: -6.1954,
  centerLng: 106.8229,
  serviceArea: {
    type: "Polygon",
    coordinates: [
      [
        [106.686, -6.095],
        [106.686, -6.2],
        [106.72, -6.225],
        [106.735, -6.28],
        [106.77, -6.33],
        [106.8, -6.372],
        [106.86, -6.372],
        [106.915, -6.365],
        [106.93, -6.32],
        [106.945, -6.25],
        [106.972, -6.16],
        [106.972, -6.092],
        [106.92, -6.092],
        [106.86, -6.095],
        [106.8, -6.1],
        [106.745, -6.09],
        [106.686, -6.095],
      ],
    ],
  },
  commissionBps: 2_000,
  taxBps: 100,
  minimumDriverCreditMinor: 10_000n,
  adjustmentLimitMinor: 1_000_000n,
  cancelFreeS: 120,
  cancelFeeMinor: 5_000n,
  waitingFreeS: 300,
  waitingPerMinuteMinor: 500n,
  offerTtlS: 15,
  offerWaveSize: 1,
  searchTimeoutS: 120,
  searchRadiiM: [1_000, 2_000, 5_000],
  forwardDispatch: true,
  forwardMaxRemainingS: 180,
  forwardRadiusM: 2_000,
};

/** The original tariff and go-car's own. */
export const JAKARTA_TARIFFS: readonly TariffRow[] = VEHICLE_TYPES.map((vehicleType) => {
  const { baseMinor, perKmMinor, perMinuteMinor, minimumMinor, roundingMinor } = DEFAULT_TARIFFS[vehicleType];
  return { vehicleType, baseMinor, perKmMinor, perMinuteMinor, minimumMinor, roundingMinor };
});
