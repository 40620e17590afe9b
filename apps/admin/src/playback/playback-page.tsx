"use client";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { Input, Select } from "@atlas/ui/field";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { PageTitle } from "@atlas/ui/page-title";
import { useNow } from "@atlas/ui/use-now";
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { OpenSearchButton } from "../search/open-search.tsx";
import { dayAt, hourAt, hourBefore, isDay } from "../table/calendar-day.ts";
import { AS_STEP, parseAsDay } from "../table/list-state.ts";
import { PlayedCity } from "./played-city.tsx";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

const PLAYBACK = {
  day: parseAsDay,
  hour: parseAsInteger,
  vehicle: parseAsStringLiteral(VEHICLE_TYPES),
};

/** A past hour of the whole city on the map. */
export function PlaybackPage(): ReactNode {
  const t = useTranslations();
  const timeZone = useTimeZone();
  const now = useNow(60_000);
  const [state, setState] = useQueryStates(PLAYBACK, AS_STEP);
  const latest = { day: dayAt(now, timeZone), hour: hourAt(now, timeZone) };
  const chosen = chosenHour(state, latest);
  return (
    <div className="flex min-h-[calc(100dvh-3.5rem)] flex-col md:h-dvh md:min-h-0">
      <PageTitle>{t("playback.title")}</PageTitle>
      <div className="flex flex-wrap items-end gap-2 border-b border-line bg-surface px-4 py-3">
        <h1 className="mr-auto text-lg font-bold tracking-tight max-md:w-full">{t("playback.title")}</h1>
        <Input
          label={t("playback.day")}
          type="date"
          inputSize="sm"
          value={chosen.day}
          max={latest.day}
          onChange={({ target }) => {
            if (isDay(target.value) && target.value <= latest.day) void setState({ ...chosen, day: target.value });
          }}
        />
        <Select
          label={t("playback.hour")}
          inputSize="sm"
          value={String(chosen.hour)}
          options={HOURS.filter((hour) => chosen.day < latest.day || hour <= latest.hour).map((hour) => ({
            value: String(hour),
            label: `${String(hour).padStart(2, "0")}:00`,
          }))}
          onChange={({ target }) => void setState({ ...chosen, hour: Number(target.value) })}
        />
        <Select
          label={t("fleet.filter")}
          inputSize="sm"
          value={state.vehicle ?? ""}
          options={[
            { value: "", label: t("fleet.everyVehicle") },
            ...VEHICLE_TYPES.map((value) => ({ value, label: t(`ui.vehicle.${value}`) })),
          ]}
          onChange={({ target }) =>
            void setState({ vehicle: VEHICLE_TYPES.find((type) => type === target.value) ?? null })
          }
        />
        <OpenSearchButton />
      </div>
      <PlayedCity key={`${chosen.day} ${chosen.hour}`} hourOfDay={chosen} vehicleType={state.vehicle} />
    </div>
  );
}

interface Hour {
  readonly day: string;
  readonly hour: number;
}

/** What the address says, kept within the past; without a choice the last whole hour. */
function chosenHour({ day, hour }: { readonly day: string | null; readonly hour: number | null }, latest: Hour): Hour {
  if (day === null || day > latest.day) return hourBefore(latest);
  const mostHour = day === latest.day ? latest.hour : 23;
  return { day, hour: Math.max(0, Math.min(hour ?? mostHour, mostHour)) };
}
