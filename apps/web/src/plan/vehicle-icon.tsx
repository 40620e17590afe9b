import { CarFront, Motorbike } from "lucide-react";
import type { ReactNode } from "react";

/** The sign of a vehicle type. */
export function VehicleIcon({
  vehicleType,
  size = 26,
}: {
  readonly vehicleType: string;
  readonly size?: number;
}): ReactNode {
  const Icon = vehicleType === "go-ride" ? Motorbike : CarFront;
  return <Icon size={size} aria-hidden="true" />;
}
