import type { OrderStatus } from "@atlas/core/order-status";
import type { ServiceArea } from "@atlas/core/service-area";
import type { Role } from "@atlas/core/actor";
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

export interface DriverCard {
  readonly driverId: string;
  readonly name: string;
  readonly plate: string;
  readonly vehicleType: VehicleType;
  readonly vehicleModel: string;
  readonly rating: number | null;
  readonly phone: string | null;
}

export interface RouteView {
  readonly distanceM: number;
  readonly durationS: number;
  readonly geometry: readonly (readonly [lng: number, lat: number])[];
  readonly isEstimate: boolean;
}

export interface QuoteView {
  readonly quoteId: string;
  readonly cityId: string;
  readonly vehicleType: VehicleType;
  readonly pickup: PlaceView;
  readonly dropoff: PlaceView;
  readonly distanceM: number;
  readonly durationS: number;
  readonly isEstimate: boolean;
  readonly fareMinor: string;
  readonly currency: string;
  readonly surge: number;
  readonly expiresAt: string;
  readonly route: RouteView;
  readonly pickupEtaS: number | null;
  readonly breakdown: {
    readonly baseMinor: string;
    readonly distanceMinor: string;
    readonly timeMinor: string;
    readonly minimumMinor: string;
  };
}

export interface OrderView {
  readonly orderId: string;
  readonly cityId: string;
  readonly status: OrderStatus;
  readonly riderId: string;
  readonly riderName: string;
  readonly driver: DriverCard | null;
  readonly vehicleType: VehicleType;
  readonly paymentMethod: "wallet" | "cash";
  readonly pickup: PlaceView;
  readonly dropoff: PlaceView;
  readonly distanceM: number;
  readonly durationS: number;
  readonly isEstimate: boolean;
  readonly route: readonly (readonly [lng: number, lat: number])[];
  readonly fareMinor: string;
  readonly finalFareMinor: string | null;
  readonly currency: string;
  readonly isSearching: boolean;
  readonly searchEndsAt: string | null;
  readonly startPin: string | null;
  readonly hasStartPin: boolean;
  readonly cancelledBy: "rider" | "driver" | "system" | "admin" | null;
  readonly cancelReason: string | null;
  readonly cancelFeeMinor: string | null;
  readonly rating: number | null;
  readonly settlement: "none" | "pending" | "settled";
  readonly createdAt: string;
  readonly requestedAt: string | null;
  readonly matchedAt: string | null;
  readonly arrivedAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly endedAt: string | null;
  readonly version: number;
}

export interface TransitionView {
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly actorRole: Role;
  readonly actorId: string | null;
  readonly at: string;
  readonly reason: string | null;
}

export type OfferStatusView = "PENDING" | "ACCEPTED" | "DECLINED" | "TIMED_OUT" | "WITHDRAWN";

export interface OfferView {
  readonly offerId: string;
  readonly orderId: string;
  readonly status: OfferStatusView;
  readonly expiresAt: string;
  readonly offeredAt: string;
  readonly pickup: PlaceView;
  readonly dropoff: PlaceView;
  readonly pickupDistanceM: number;
  readonly pickupEtaS: number;
  readonly distanceM: number;
  readonly durationS: number;
  readonly fareMinor: string;
  readonly driverEarningsMinor: string;
  readonly currency: string;
  readonly paymentMethod: "wallet" | "cash";
  readonly vehicleType: VehicleType;
  readonly riderName: string;
  readonly riderRating: number | null;
}

export interface CityView {
  readonly cityId: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  readonly center: { readonly lat: number; readonly lng: number };
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  readonly serviceArea: ServiceArea;
  readonly vehicleTypes: readonly {
    readonly vehicleType: VehicleType;
    readonly name: string;
    readonly capacity: number;
    readonly baseMinor: string;
    readonly perKmMinor: string;
    readonly minimumMinor: string;
  }[];
  readonly basemapUrl: string | null;
  readonly isSchematic: boolean;
  readonly attribution: string;
}

export interface FoundPlaceView extends PlaceView {
  readonly kind: string;
  readonly detail: string | null;
}

export interface DriverProfile {
  readonly driverId: string;
  readonly name: string;
  readonly email: string;
  readonly status: "available" | "busy" | "offline";
  readonly autoAccept: boolean;
  readonly rating: number | null;
  readonly vehicles: readonly {
    readonly vehicleId: string;
    readonly vehicleType: VehicleType;
    readonly plate: string;
    readonly model: string;
    readonly isActive: boolean;
  }[];
  readonly creditMinor: string;
  readonly currency: string;
}

export interface AccountMe {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly locale: string | null;
  readonly city: CityView;
  readonly driver: DriverProfile | null;
}

export interface OrderList {
  readonly items: readonly OrderView[];
  readonly nextCursor: string | null;
}

export interface ReceiptView {
  readonly order: OrderView;
  readonly lines: readonly { readonly kind: string; readonly amountMinor: string }[];
  readonly totalMinor: string;
  readonly capturedAt: string | null;
  readonly transferId: string | null;
}

export interface OfferRow {
  readonly offerId: string;
  readonly driverId: string;
  readonly driverName: string;
  readonly round: number;
  readonly status: OfferStatusView;
  readonly pickupDistanceM: number;
  readonly pickupEtaS: number;
  readonly offeredAt: string;
  readonly expiresAt: string;
  readonly answeredAt: string | null;
  readonly reason: string | null;
}

export interface HoldView {
  readonly holdId: string;
  readonly accountId: string;
  readonly amountMinor: string;
  readonly status: string;
  readonly expiresAt: string | null;
  readonly createdAt: string;
}

export interface TransferView {
  readonly transferId: string;
  readonly kind: string;
  readonly debitAccountId: string;
  readonly creditAccountId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly at: string;
  readonly orderId: string | null;
}

export interface TimelineView {
  readonly order: OrderView;
  readonly transitions: readonly TransitionView[];
  readonly offers: readonly OfferRow[];
  readonly holds: readonly HoldView[];
  readonly transfers: readonly TransferView[];
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

export interface RequestRideView {
  readonly orderId: string;
  readonly status: "DRIVERS_FOUND" | "DRIVERS_NOT_FOUND";
  readonly driverId: string | null;
}

export interface DispatchExplanation {
  readonly orderId: string;
  readonly rounds: readonly {
    readonly round: number;
    readonly at: string;
    readonly radiusM: number;
    readonly computeMs: number;
    readonly candidates: readonly {
      readonly driverId: string;
      readonly driverName: string;
      readonly distanceM: number;
      readonly etaS: number | null;
      readonly score: number | null;
      readonly rank: number | null;
      readonly outcome: string;
    }[];
  }[];
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

export interface OpsOverview {
  readonly drivers: {
    readonly online: number;
    readonly available: number;
    readonly busy: number;
    readonly stale: number;
  };
  readonly orders: {
    readonly active: number;
    readonly searching: number;
    readonly finishedToday: number;
    readonly cancelledToday: number;
    readonly expiredToday: number;
  };
  readonly revenueTodayMinor: string;
  readonly currency: string;
  readonly queues: readonly {
    readonly name: string;
    readonly waiting: number;
    readonly active: number;
    readonly delayed: number;
    readonly failed: number;
  }[];
  readonly outboxPending: number;
  readonly deadLetters: number;
}

export interface OpsDriver {
  readonly driverId: string;
  readonly name: string;
  readonly email: string;
  readonly status: "available" | "busy" | "offline" | "stale";
  readonly vehicleType: VehicleType | null;
  readonly plate: string | null;
  readonly rating: number | null;
  readonly lastSeenAt: string | null;
  readonly orderId: string | null;
}

export interface DeadLetterView {
  readonly deadLetterId: string;
  readonly queue: string;
  readonly job: string;
  readonly code: string;
  readonly reason: string;
  readonly orderId: string | null;
  readonly payload: unknown;
  readonly failedAt: string;
  readonly replayedAt: string | null;
}
