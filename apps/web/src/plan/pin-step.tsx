"use client";
import { isInServiceArea } from "@atlas/core/service-area";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { PointGlyph } from "@atlas/ui/map/point-marker";
import { Notice } from "@atlas/ui/notice";
import { Sheet } from "@atlas/ui/sheet";
import { Skeleton } from "@atlas/ui/skeleton";
import { StepHeading } from "@atlas/ui/step-heading";
import { useQuery } from "@tanstack/react-query";
import type { Dispatch, ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { City } from "../views.ts";
import type { End, PlanAction } from "./plan.ts";

interface PinStepProps {
  readonly end: End;
  readonly city: City | null;
  /** The middle of the map. */
  readonly center: { readonly lat: number; readonly lng: number } | null;
  readonly dispatch: Dispatch<PlanAction>;
}

/** One end of the trip by moving the map below a pin. */
export function PinStep({ end, city, center, dispatch }: PinStepProps): ReactNode {
  const t = useTranslations("plan");
  const rpc = useRpc();
  const point = center ?? city?.center ?? { lat: 0, lng: 0 };
  const rounded = { lat: Number(point.lat.toFixed(5)), lng: Number(point.lng.toFixed(5)) };
  const isInside = city ? isInServiceArea(city.serviceArea, rounded) : false;
  const named = useQuery({
    ...rpc.city.reverse.queryOptions(rounded),
    enabled: isInside,
    staleTime: 300_000,
    retry: false,
  });
  const label = named.data?.label ?? `${rounded.lat.toFixed(4)}, ${rounded.lng.toFixed(4)}`;

  return (
    <Sheet
      label={t(end === "pickup" ? "pinPickup" : "pinDropoff")}
      header={
        <StepHeading
          title={t(end === "pickup" ? "pinPickup" : "pinDropoff")}
          hint={t("pinHint")}
          onBack={() => dispatch({ type: "back" })}
        />
      }
      footer={
        <Button
          variant="primary"
          size="lg"
          isWide
          disabled={!isInside || named.isLoading}
          onClick={() => dispatch({ type: "place", end, place: { label, ...rounded } })}
        >
          {t(end === "pickup" ? "confirmPickup" : "confirmDropoff")}
        </Button>
      }
    >
      <div aria-live="polite" className="flex min-h-14 items-center gap-3">
        {isInside || !city ? (
          <>
            <PointGlyph kind={end} />
            {named.isLoading ? (
              <Skeleton className="h-6 grow" />
            ) : (
              <div className="min-w-0">
                <p className="truncate text-lg font-semibold">{label}</p>
                {named.data?.detail ? <p className="truncate text-sm text-muted">{named.data.detail}</p> : null}
              </div>
            )}
          </>
        ) : (
          <Notice tone="warn">{t("outside", { city: city.name })}</Notice>
        )}
      </div>
    </Sheet>
  );
}
