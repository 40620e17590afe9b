"use client";
import { Avatar } from "@atlas/ui/avatar";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { RatingMark } from "@atlas/ui/rating";
import { Phone } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";

interface DriverCardProps {
  readonly driver: NonNullable<Order["driver"]>;
  /** The plate is what to look for at the kerb. */
  readonly isAwaited: boolean;
}

/** Who drives, and by which plate to know them. */
export function DriverCard({ driver, isAwaited }: DriverCardProps): ReactNode {
  const t = useTranslations();
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <Avatar name={driver.name} />
        <div className="min-w-0 grow">
          <p className="flex items-center gap-2 text-lg font-bold">
            <span className="truncate">{driver.name}</span>
            {driver.rating === null ? null : <RatingMark rating={driver.rating} />}
          </p>
          <p className="truncate text-sm text-muted">{driver.vehicleModel || t(`ui.vehicle.${driver.vehicleType}`)}</p>
        </div>
        {driver.phone ? (
          <Button asChild>
            <a href={`tel:${driver.phone}`} aria-label={t("trip.call", { name: driver.name })}>
              <Phone size={18} aria-hidden="true" />
            </a>
          </Button>
        ) : null}
      </div>
      {driver.plate ? (
        <p className="flex items-center justify-between gap-3 rounded-control bg-sunken px-3 py-2">
          <span className="text-sm text-muted">{isAwaited ? t("trip.lookFor") : t("trip.plate")}</span>
          <span className="rounded-md border-2 border-ink bg-raised px-2.5 py-0.5 font-mono text-lg font-bold tracking-wide">
            {driver.plate}
          </span>
        </p>
      ) : null}
    </Card>
  );
}
