"use client";
import type { FleetCars } from "@atlas/ui/map/fleet-cars";
import { useSyncExternalStore, type ReactNode } from "react";
import { useTranslations } from "use-intl";

/** What stands over the map until the first positions have come. */
export function Connecting({ cars }: { readonly cars: FleetCars }): ReactNode {
  const t = useTranslations("fleet");
  const hasBegun = useSyncExternalStore(
    cars.subscribe,
    () => cars.hasBegun,
    () => false,
  );
  if (hasBegun) return null;
  return (
    <p
      role="status"
      className="absolute inset-x-0 top-4 mx-auto w-fit rounded-full bg-raised px-4 py-1.5 text-sm font-semibold shadow-float"
    >
      {t("connecting")}
    </p>
  );
}
