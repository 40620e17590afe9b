"use client";
import type { VehicleType } from "@atlas/core/vehicle";
import { useCity } from "@atlas/features/use-city";
import { ErrorState } from "@atlas/ui/error-state";
import { Instant } from "@atlas/ui/figures";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { FleetLayer } from "@atlas/ui/map/fleet-layer";
import { MapControls } from "@atlas/ui/map/map-controls";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PlayerBar } from "../replay/player-bar.tsx";
import { usePlayback } from "../replay/use-playback.ts";
import { placesAt } from "./played-hour.ts";
import { PlayedDriverCard } from "./played-driver-card.tsx";
import { type HourOfDay, usePlayedHour } from "./use-played-hour.ts";

/** How many seconds go by in one. */
const HOUR_SPEEDS: readonly number[] = [4, 16, 60, 120];
/** Ten thousand cars are placed anew so often a second, at any speed. */
const DRAWS_PER_S = 4;

interface PlayedCityProps {
  readonly hourOfDay: HourOfDay;
  readonly vehicleType: VehicleType | null;
}

/** One hour on the map, from the moment that its first minutes have come. */
export function PlayedCity({ hourOfDay, vehicleType }: PlayedCityProps): ReactNode {
  const t = useTranslations("playback");
  const city = useCity();
  const { played, span, loadedMs, error, retry } = usePlayedHour(hourOfDay);
  const playback = usePlayback(span);
  const [selectedKey, setSelectedKey] = useState<string | null>(null);
  const stepMs = (playback.speed * 1_000) / DRAWS_PER_S;
  const atMs = playback.atMs ?? span?.startMs ?? 0;
  const drawnMs = playback.isPlaying ? Math.floor(atMs / stepMs) * stepMs : atMs;
  const drivers = useMemo(
    () => placesAt(played, drawnMs).filter((driver) => vehicleType === null || driver.vehicleType === vehicleType),
    [played, drawnMs, vehicleType],
  );
  const selected = drivers.find(({ key }) => key === selectedKey);
  const isBeyond = span !== null && atMs >= loadedMs && loadedMs < span.endMs;
  return (
    <>
      <div className="relative h-[58dvh] grow md:h-auto">
        <AtlasMap city={city.data ?? null} onTap={() => setSelectedKey(null)}>
          <FleetLayer drivers={drivers} selectedKey={selectedKey} onSelect={setSelectedKey} />
          <MapControls />
        </AtlasMap>
        {isBeyond || (span === null && !error) ? (
          <p
            role="status"
            className="absolute inset-x-0 top-4 mx-auto w-fit rounded-full bg-raised px-4 py-1.5 text-sm font-semibold shadow-float"
          >
            {t("loading")}
          </p>
        ) : null}
        {selected ? (
          <PlayedDriverCard driver={selected} day={hourOfDay.day} onClose={() => setSelectedKey(null)} />
        ) : null}
      </div>
      <section aria-label={t("title")} className="flex flex-col gap-2 border-t border-line bg-raised p-3">
        {error ? <ErrorState error={error} onRetry={retry} /> : null}
        {span === null ? null : (
          <>
            <PlayerBar playback={playback} span={span} speeds={HOUR_SPEEDS}>
              <LoadedPart share={(loadedMs - span.startMs) / (span.endMs - span.startMs)} />
            </PlayerBar>
            <p className="flex flex-wrap gap-x-4 text-sm">
              <span className="font-semibold">
                <Instant at={new Date(drawnMs)} format="seconds" />
              </span>
              <Counts drivers={drivers} isKnown={!isBeyond} />
            </p>
          </>
        )}
      </section>
    </>
  );
}

/** Over the scrubber: how much of the hour is there. */
function LoadedPart({ share }: { readonly share: number }): ReactNode {
  return (
    <div aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-sunken">
      <span className="block h-full bg-control" style={{ width: `${100 * Math.min(1, share)}%` }} />
    </div>
  );
}

interface CountsProps {
  readonly drivers: ReturnType<typeof placesAt>;
  readonly isKnown: boolean;
}

function Counts({ drivers, isKnown }: CountsProps): ReactNode {
  const t = useTranslations();
  if (!isKnown) return null;
  if (drivers.length === 0) return <span className="text-muted">{t("playback.nobody")}</span>;
  const counts = Map.groupBy(drivers, ({ state }) => state);
  return (["available", "busy", "stale"] as const).map((state) => (
    <span key={state} className="text-muted">
      {t(`status.${state}`)} <span className="figures font-semibold text-ink">{counts.get(state)?.length ?? 0}</span>
    </span>
  ));
}
