"use client";
import { PointGlyph } from "@atlas/ui/map/point-marker";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Place } from "../views.ts";
import type { End } from "./plan.ts";

interface TripEndsProps {
  readonly pickup: Place;
  readonly dropoff: Place;
  /** Makes both ends buttons. */
  readonly onEdit?: (end: End) => void;
}

/** From and to, joined by a line. */
export function TripEnds({ pickup, dropoff, onEdit }: TripEndsProps): ReactNode {
  const t = useTranslations("plan");
  const ends = [
    { end: "pickup", place: pickup, name: t("pickup") },
    { end: "dropoff", place: dropoff, name: t("dropoff") },
  ] as const;
  return (
    <div className="relative flex flex-col">
      <span aria-hidden="true" className="absolute bottom-7 left-[11px] top-7 w-0.5 bg-line" />
      {ends.map(({ end, place, name }) =>
        onEdit ? (
          <button
            key={end}
            type="button"
            onClick={() => onEdit(end)}
            className="relative flex min-h-12 items-center gap-3 rounded-control text-left hover:bg-sunken"
          >
            <PointGlyph kind={end} size={24} />
            <span className="min-w-0 grow truncate font-semibold">
              <span className="sr-only">{name}: </span>
              {place.label}
            </span>
            <span className="pr-2 text-sm font-semibold text-muted underline underline-offset-4">{t("change")}</span>
          </button>
        ) : (
          <p key={end} className="relative flex min-h-11 items-center gap-3">
            <PointGlyph kind={end} size={24} />
            <span className="min-w-0 grow truncate font-semibold">
              <span className="sr-only">{name}: </span>
              {place.label}
            </span>
          </p>
        ),
      )}
    </div>
  );
}
