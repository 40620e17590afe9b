import type { VehicleType } from "@atlas/core/vehicle";

export interface PlaceView {
  readonly label: string;
  readonly lat: number;
  readonly lng: number;
}

export interface PositionView {
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly recordedAt: string;
  readonly ageMs: number;
}

export interface FoundPlaceView extends PlaceView {
  readonly kind: string;
  readonly detail: string | null;
}

export interface NearbyDriversView {
  readonly drivers: readonly {
    readonly key: string;
    readonly lat: number;
    readonly lng: number;
    readonly headingDeg: number | null;
    readonly vehicleType: VehicleType;
    readonly distanceM: number;
  }[];
}

export interface FleetUpdate {
  readonly kind: "snapshot" | "delta";
  readonly drivers: readonly {
    readonly key: string;
    readonly lat: number;
    readonly lng: number;
    readonly headingDeg: number | null;
    readonly vehicleType: VehicleType;
    readonly state: "available" | "busy" | "offline" | "stale";
    readonly orderId?: string | undefined;
    readonly ageMs: number;
  }[];
  readonly gone: readonly string[];
}

export interface EarningsView {
  readonly currency: string;
  readonly totalMinor: string;
  readonly trips: number;
  readonly buckets: readonly {
    readonly key: string;
    readonly startsAt: string;
    readonly totalMinor: string;
    readonly grossMinor: string;
    readonly commissionMinor: string;
    readonly taxMinor: string;
    readonly trips: number;
  }[];
  readonly items: readonly {
    readonly orderId: string;
    readonly finishedAt: string;
    readonly fareMinor: string;
    readonly commissionMinor: string;
    readonly taxMinor: string;
    readonly netMinor: string;
    readonly paymentMethod: "wallet" | "cash";
  }[];
}

export interface PayoutView {
  readonly payoutId: string;
  readonly driverId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly status: string;
  readonly requestedAt: string;
  readonly decidedAt: string | null;
  readonly reason: string | null;
}
