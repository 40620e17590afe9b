"use client";
import { useRpc } from "@atlas/features/rpc";
import { Input } from "@atlas/ui/field";
import { IconButton } from "@atlas/ui/icon-button";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { useNow } from "@atlas/ui/use-now";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReplayProvider } from "../../replay/replay-context.tsx";
import { BackLink } from "../../shell/back-link.tsx";
import { PageFrame } from "../../shell/page-frame.tsx";
import { Section } from "../../shell/section.tsx";
import { ShortId } from "../../shell/short-id.tsx";
import { addDays, dayAt, isDay } from "../../table/calendar-day.ts";
import { AS_STEP, parseAsDay } from "../../table/list-state.ts";
import { DayEvents } from "./day-events.tsx";
import { DayMap } from "./day-map.tsx";
import { DayTotals } from "./day-totals.tsx";
import { useDayReplay } from "./use-day-replay.ts";

/** How many seconds go by in one: a day is long. */
const DAY_SPEEDS: readonly number[] = [4, 16, 60, 240, 960];

/** A driver's day, moment by moment: where the car was, its trips, its stops, and when nobody knew. */
export function DriverDayPage({ driverId }: { readonly driverId: string }): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const today = dayAt(useNow(60_000), useTimeZone());
  const [chosen, setDay] = useQueryState("day", { ...parseAsDay, ...AS_STEP });
  const day = chosen ?? today;
  const person = useQuery(rpc.people.get.queryOptions({ userId: driverId }));
  const { source, track } = useDayReplay(driverId, { day, isToday: day === today });
  return (
    <PageFrame
      title={person.data ? t("driverDay.titleOf", { name: person.data.name }) : t("driverDay.title")}
      hint={t("driverDay.hint")}
      back={<BackLink href={`/people/${driverId}`}>{t("driverDay.back")}</BackLink>}
      actions={
        <>
          <ShortId id={driverId} />
          <IconButton size="sm" label={t("driverDay.before")} onClick={() => void setDay(addDays(day, -1))}>
            <ChevronLeft size={18} aria-hidden="true" />
          </IconButton>
          <Input
            label={t("driverDay.day")}
            isLabelHidden
            type="date"
            inputSize="sm"
            value={day}
            max={today}
            onChange={({ target }) => {
              if (isDay(target.value)) void setDay(target.value);
            }}
          />
          <IconButton
            size="sm"
            label={t("driverDay.after")}
            disabled={day >= today}
            onClick={() => void setDay(addDays(day, 1))}
          >
            <ChevronRight size={18} aria-hidden="true" />
          </IconButton>
        </>
      }
    >
      <ReplayProvider key={day} source={source} speeds={DAY_SPEEDS}>
        <div className="grid gap-4 lg:grid-cols-[1.6fr_1fr]">
          <DayMap trips={track.data?.trips ?? []} />
          <div className="flex min-w-0 flex-col gap-4">
            <Section title={t("driverDay.totals")}>
              <DayTotals track={track} />
            </Section>
            <Section title={t("driverDay.events")}>
              <DayEvents track={track} />
            </Section>
          </div>
        </div>
      </ReplayProvider>
    </PageFrame>
  );
}
