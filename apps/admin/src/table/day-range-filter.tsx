"use client";
import { Button } from "@atlas/ui/button";
import { Input } from "@atlas/ui/field";
import { INTL_TAG } from "@atlas/ui/format";
import { Popover } from "@atlas/ui/popover";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { useNow } from "@atlas/ui/use-now";
import { useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

import { type DayRange, dayAt, isDay, presetRange, RANGE_PRESETS } from "./calendar-day.ts";

interface DayRangeFilterProps {
  readonly label: string;
  readonly range: DayRange;
  readonly onChange: (range: DayRange) => void;
}

/** A filter by days of the city's calendar, both ends included. */
export function DayRangeFilter({ label, range, onChange }: DayRangeFilterProps): ReactNode {
  const words = useRangeWords(range);
  return (
    <Popover label={words === null ? label : `${label}: ${words}`} isActive={words !== null}>
      {(close) => (
        <RangeForm
          range={range}
          onChange={(chosen) => {
            onChange(chosen);
            close();
          }}
        />
      )}
    </Popover>
  );
}

function RangeForm({ range, onChange }: Omit<DayRangeFilterProps, "label">): ReactNode {
  const t = useTranslations("table");
  const timeZone = useTimeZone();
  const now = useNow(60_000);
  const [from, setFrom] = useState(range.from ?? "");
  const [to, setTo] = useState(range.to ?? "");
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    onChange({ from: isDay(from) ? from : null, to: isDay(to) ? to : null });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-2">
        {RANGE_PRESETS.map((preset) => (
          <Button key={preset} size="sm" onClick={() => onChange(presetRange(preset, dayAt(now, timeZone)))}>
            {t(`ranges.${preset}`)}
          </Button>
        ))}
      </div>
      <Input
        label={t("from")}
        type="date"
        inputSize="sm"
        value={from}
        max={to}
        onChange={(e) => setFrom(e.target.value)}
      />
      <Input label={t("to")} type="date" inputSize="sm" value={to} min={from} onChange={(e) => setTo(e.target.value)} />
      <p className="text-xs text-muted">{t("daysOf", { timeZone })}</p>
      <div className="flex justify-end gap-2">
        <Button size="sm" variant="quiet" onClick={() => onChange({ from: null, to: null })}>
          {t("everything")}
        </Button>
        <Button size="sm" type="submit" variant="primary">
          {t("apply")}
        </Button>
      </div>
    </form>
  );
}

function useRangeWords({ from, to }: DayRange): string | null {
  const t = useTranslations("table");
  const locale = useLocale();
  const format = new Intl.DateTimeFormat(INTL_TAG[locale], {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  const write = (day: string): string => format.format(new Date(day));
  if (from === null && to === null) return null;
  if (from === null || to === null)
    return from === null ? t("until", { day: write(to ?? "") }) : t("since", { day: write(from) });
  return from === to ? write(from) : format.formatRange(new Date(from), new Date(to));
}
