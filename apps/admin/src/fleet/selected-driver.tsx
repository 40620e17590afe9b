"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { ErrorState } from "@atlas/ui/error-state";
import { Money } from "@atlas/ui/figures";
import { IconButton } from "@atlas/ui/icon-button";
import type { FleetCars } from "@atlas/ui/map/fleet-cars";
import { RatingMark } from "@atlas/ui/rating";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useDeviceNow } from "@atlas/ui/use-now";
import { useQuery } from "@tanstack/react-query";
import { LocateFixed, X } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PersonLink } from "../people/person-link.tsx";
import { Facts } from "../shell/facts.tsx";
import { ShortId } from "../shell/short-id.tsx";
import { StateChip } from "../shell/state-chip.tsx";
import { LookChip } from "./look-chip.tsx";
import { useRevision } from "./use-revision.ts";

type Driver = RouterOutputs["ops"]["driverOnMap"];

const REFRESH_MS = 5_000;

interface SelectedDriverProps {
  readonly cars: FleetCars;
  readonly driverId: string;
  /** Whether the map goes with the car. */
  readonly isFollowed: boolean;
  readonly onFollow: (isFollowed: boolean) => void;
  readonly onClose: () => void;
}

/** The driver who was picked on the map or in the list: who it is, what they have, and what they are doing. */
export function SelectedDriver({ cars, driverId, isFollowed, onFollow, onClose }: SelectedDriverProps): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  useRevision(cars);
  const car = cars.carOf(driverId, useDeviceNow().getTime());
  const { data, error, isError, refetch } = useQuery(
    rpc.ops.driverOnMap.queryOptions({ driverId }, { refetchInterval: REFRESH_MS }),
  );
  // A trip begins or ends with the state, and is not waited for.
  const look = car?.look;
  const lookAsked = useRef(look);
  useEffect(() => {
    if (lookAsked.current === look) return;
    lookAsked.current = look;
    void refetch();
  }, [look, refetch]);
  return (
    <section
      aria-label={t("fleet.selected")}
      className="absolute bottom-8 left-3 md:left-62 flex max-h-[calc(100%-3rem)] w-80 max-w-[calc(100%-1.5rem)] animate-fade-in flex-col gap-3 overflow-y-auto rounded-card bg-raised p-4 shadow-float"
    >
      <div className="flex items-center justify-between gap-2">
        {car === null ? <span className="text-sm text-muted">{t("fleet.offMap")}</span> : <LookChip look={car.look} />}
        <IconButton size="sm" label={t("ui.close")} onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
      {data ? (
        <DriverFacts driver={data} />
      ) : isError ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={3} label={t("ui.loading")} />
      )}
      {car === null ? null : (
        <div className="flex items-center justify-between gap-2">
          <p className="text-sm text-muted">{t("fleet.age", { seconds: Math.round(car.ageMs / 1000) })}</p>
          <Button
            size="sm"
            aria-pressed={isFollowed}
            icon={<LocateFixed size={16} aria-hidden="true" />}
            className={isFollowed ? "border-ink bg-sunken" : undefined}
            onClick={() => onFollow(!isFollowed)}
          >
            {t("fleet.follow")}
          </Button>
        </div>
      )}
    </section>
  );
}

function DriverFacts({ driver }: { readonly driver: Driver }): ReactNode {
  const t = useTranslations();
  const { driverId, name, phone, rating, vehicle, restriction, creditMinor, debtMinor, currency, trip } = driver;
  const facts = [
    { label: t("fleet.vehicle"), value: vehicle ? t(`ui.vehicle.${vehicle.vehicleType}`) : t("common.none") },
    { label: t("fleet.plate"), value: vehicle ? `${vehicle.plate} · ${vehicle.model}` : t("common.none") },
    { label: t("fleet.phone"), value: phone === null ? t("common.none") : <PhoneLink phone={phone} /> },
    { label: t("fleet.rating"), value: rating === null ? t("fleet.unrated") : <RatingMark rating={rating} /> },
    { label: t("fleet.credit"), value: <Money minor={creditMinor} currency={currency} /> },
    ...(debtMinor === "0" ? [] : [{ label: t("fleet.debt"), value: <Money minor={debtMinor} currency={currency} /> }]),
  ];
  return (
    <>
      <p className="flex items-center justify-between gap-2">
        <PersonLink userId={driverId}>{name}</PersonLink>
        <ShortId id={driverId} />
      </p>
      {restriction ? <Badge tone="stop">{t(`people.kinds.${restriction}`)}</Badge> : null}
      <Facts facts={facts} />
      {trip ? (
        <div className="flex flex-col gap-2 rounded-control bg-sunken p-3">
          <StateChip status={trip.status} />
          <p className="text-sm font-medium">
            {trip.pickupLabel} → {trip.dropoffLabel}
          </p>
          <Button size="sm" asChild>
            <Link href={`/orders/${trip.orderId}`}>{t("fleet.openOrder")}</Link>
          </Button>
        </div>
      ) : null}
    </>
  );
}

function PhoneLink({ phone }: { readonly phone: string }): ReactNode {
  return (
    <a href={`tel:${phone}`} className="touch figures underline underline-offset-4">
      {phone}
    </a>
  );
}
