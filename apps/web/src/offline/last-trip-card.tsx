"use client";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { Instant } from "@atlas/ui/figures";
import { StatusChip } from "@atlas/ui/status-chip";
import { Phone } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { StartPin } from "../trip/start-pin.tsx";
import type { LastTrip } from "./last-trip.ts";

/** A trip as it was when the network went, and what works without one: the plate, the PIN and a call. */
export function LastTripCard({ trip }: { readonly trip: LastTrip }): ReactNode {
  const t = useTranslations();
  const { driver } = trip;
  return (
    <Card className="flex w-full max-w-md flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <StatusChip status={trip.status} />
        <span className="text-sm text-muted">
          {t("offlinePage.seenAt")} <Instant at={trip.seenAt} format="time" />
        </span>
      </div>
      <p className="font-semibold">{t("trip.to", { place: trip.dropoff })}</p>
      {trip.status === "STARTED" ? null : <p className="text-muted">{t("trip.meetAt", { place: trip.pickup })}</p>}
      {driver === null ? null : (
        <>
          <p className="flex flex-wrap items-center justify-between gap-2">
            <span>
              <span className="block font-semibold">{driver.name}</span>
              <span className="text-sm text-muted">{driver.car}</span>
            </span>
            <span className="rounded-md border-2 border-ink bg-raised px-2.5 py-0.5 font-mono text-lg font-bold tracking-wide">
              {driver.plate}
            </span>
          </p>
          {driver.phone === "" ? null : (
            <Button asChild isWide>
              <a href={`tel:${driver.phone}`}>
                <Phone size={18} aria-hidden="true" />
                {t("trip.call", { name: driver.name })}
              </a>
            </Button>
          )}
        </>
      )}
      {trip.pin === "" || trip.status === "STARTED" ? null : <StartPin pin={trip.pin} />}
    </Card>
  );
}
