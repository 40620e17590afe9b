"use client";
import { ErrorState } from "@atlas/ui/error-state";
import { Input } from "@atlas/ui/field";
import type { FleetCars, FleetFilter } from "@atlas/ui/map/fleet-cars";
import type { MapBounds } from "@atlas/ui/map/map-area";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { type SearchResults, useResults } from "../search/use-results.ts";
import { isMeantElsewhere } from "../table/use-table-keys.ts";
import { DriverList, type ListedDriver } from "./driver-list.tsx";
import { useDriverNames } from "./use-driver-names.ts";
import { useRevision } from "./use-revision.ts";

/** More rows than a screen; of more cars in sight the list says how many there are. */
const MAX_LISTED = 50;

interface DriversPanelProps {
  readonly cars: FleetCars;
  readonly filter: FleetFilter;
  /** What the map shows; null until it is drawn. */
  readonly area: MapBounds | null;
  readonly selectedId: string | null;
  readonly onSelect: (driverId: string) => void;
}

/** The drivers that the map shows as a list, and a search among all drivers, to which the key `/` leads. */
export function DriversPanel(props: DriversPanelProps): ReactNode {
  const t = useTranslations("fleet");
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      if (event.key !== "/" || isMeantElsewhere(event)) return;
      field.current?.focus();
      event.preventDefault();
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
  return (
    <div className="flex flex-col gap-3">
      <Input
        label={t("search")}
        isLabelHidden
        inputSize="sm"
        type="search"
        placeholder={t("search")}
        ref={field}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {text.trim().length < 2 ? <InSight {...props} /> : <Found {...props} text={text} />}
    </div>
  );
}

function InSight({ cars, filter, area, selectedId, onSelect }: DriversPanelProps): ReactNode {
  const t = useTranslations();
  useRevision(cars);
  const { keys, count } = area === null ? { keys: [], count: 0 } : cars.within(area, { ...filter, limit: MAX_LISTED });
  const names = useDriverNames(keys);
  if (area === null || !cars.hasBegun) return <SkeletonRows rows={4} label={t("ui.loading")} />;
  const drivers = keys.map((driverId): ListedDriver => {
    const { name = null, plate = null } = names.get(driverId) ?? {};
    return { driverId, name, plate, look: lookOf(cars, driverId) };
  });
  return (
    <section aria-label={t("fleet.inSight")} className="flex flex-col gap-1">
      <h2 className="text-sm font-bold">
        {t("fleet.inSight")} <span className="figures text-muted">{count}</span>
      </h2>
      <DriverList
        label={t("fleet.inSight")}
        drivers={drivers}
        more={count - keys.length}
        selectedId={selectedId}
        onSelect={onSelect}
        emptyHint={t("fleet.nobodyHint")}
      />
    </section>
  );
}

function Found({ cars, text, selectedId, onSelect }: DriversPanelProps & { readonly text: string }): ReactNode {
  const t = useTranslations();
  useRevision(cars);
  const { found, error, isWaiting, tryAgain } = useResults(text);
  if (error !== null) return <ErrorState error={error} onRetry={tryAgain} />;
  if (found === null) return <SkeletonRows rows={2} label={t("ui.loading")} />;
  return (
    <section aria-label={t("fleet.found")} aria-busy={isWaiting} className="flex flex-col gap-1">
      <h2 className="text-sm font-bold">{t("fleet.found")}</h2>
      <DriverList
        label={t("fleet.found")}
        drivers={driversOf(found).map((driver) => ({ ...driver, look: lookOf(cars, driver.driverId) }))}
        more={0}
        selectedId={selectedId}
        onSelect={onSelect}
        emptyHint={t("fleet.foundNobody")}
      />
    </section>
  );
}

/** The drivers among what a search has found, by themselves or by their car. */
function driversOf({ people, vehicles }: SearchResults): Omit<ListedDriver, "look">[] {
  const drivers = new Map<string, Omit<ListedDriver, "look">>();
  for (const { userId, name, role, phone } of people) {
    if (role === "driver") drivers.set(userId, { driverId: userId, name, plate: phone });
  }
  for (const { driverId, driverName, plate } of vehicles) drivers.set(driverId, { driverId, name: driverName, plate });
  return [...drivers.values()];
}

function lookOf(cars: FleetCars, driverId: string): ListedDriver["look"] {
  const slot = cars.slotOf(driverId);
  return slot === undefined ? null : cars.lookAt(slot);
}
