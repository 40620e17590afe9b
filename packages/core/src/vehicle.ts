export const VEHICLE_TYPES = ["go-ride", "go-car"] as const;
export type VehicleType = (typeof VEHICLE_TYPES)[number];
