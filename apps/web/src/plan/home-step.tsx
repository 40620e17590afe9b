"use client";
import { useRestriction } from "@atlas/features/use-restriction";
import { useSession } from "@atlas/ui/client/auth";
import { RestrictionNotice } from "@atlas/ui/restriction-notice";
import { Sheet } from "@atlas/ui/sheet";
import { StepHeading } from "@atlas/ui/step-heading";
import { useMediaQuery } from "@atlas/ui/client/use-theme";
import { Search } from "lucide-react";
import type { Dispatch, ReactNode } from "react";
import { useTranslations } from "use-intl";

import { TAB_BAR_PX } from "../frame/navigation.tsx";
import { PlaceRow } from "./place-row.tsx";
import type { Plan, PlanAction } from "./plan.ts";
import { useOwnPlaces } from "./use-suggestions.ts";

/** Of each kind; the search has all. */
const MAX_SHOWN = 3;

interface HomeStepProps {
  readonly plan: Plan;
  readonly dispatch: Dispatch<PlanAction>;
  readonly isLocating: boolean;
  readonly carsNearby: number;
}

/** Where to? The one question that the app opens with. */
export function HomeStep({ plan, dispatch, isLocating, carsNearby }: HomeStepProps): ReactNode {
  const t = useTranslations("plan");
  const session = useSession();
  const isStranger = session.state !== "signed-in";
  const isWide = useMediaQuery("(min-width: 768px)");
  const firstName = session.state === "signed-in" ? (session.user.name.split(/\s+/)[0] ?? "") : "";
  return (
    <Sheet
      label={t("title")}
      above={isWide || isStranger ? 0 : TAB_BAR_PX}
      header={
        <StepHeading
          title={firstName ? t("greeting", { name: firstName }) : t("question")}
          hint={plan.pickup && carsNearby > 0 ? t("carsNearby", { count: carsNearby }) : t("homeHint")}
        />
      }
    >
      <div className="flex flex-col gap-2">
        {isStranger ? null : <Restriction />}
        <button
          type="button"
          onClick={() => dispatch({ type: "search", end: "dropoff" })}
          className="flex min-h-14 w-full items-center gap-3 rounded-card bg-action px-4 text-left text-lg font-bold text-on-action transition-colors duration-160 hover:bg-action-pressed"
        >
          <Search size={22} aria-hidden="true" />
          {t("whereTo")}
        </button>
        <PlaceRow
          icon="pickup"
          title={plan.pickup?.label ?? (isLocating ? t("locating") : t("setPickup"))}
          detail={plan.pickup ? t("pickup") : null}
          trailing={
            plan.pickup ? (
              <span className="shrink-0 text-sm font-semibold underline underline-offset-4">{t("change")}</span>
            ) : null
          }
          onClick={() => dispatch({ type: "search", end: "pickup" })}
        />
        {isStranger ? null : <OwnPlaces dispatch={dispatch} />}
      </div>
    </Sheet>
  );
}

function Restriction(): ReactNode {
  const restriction = useRestriction();
  return restriction === null ? null : <RestrictionNotice {...restriction} />;
}

function OwnPlaces({ dispatch }: Pick<HomeStepProps, "dispatch">): ReactNode {
  const t = useTranslations("plan");
  const { saved, recent } = useOwnPlaces(null);
  const groups = [
    { title: t("saved.title"), places: saved.slice(0, MAX_SHOWN) },
    { title: t("recent"), places: recent.slice(0, MAX_SHOWN) },
  ];
  return groups.map(({ title, places }) =>
    places.length === 0 ? null : (
      <div key={title} className="border-t border-line pt-2">
        <h2 className="px-2 pb-1 text-sm font-semibold text-muted">{title}</h2>
        {places.map((option) => (
          <PlaceRow
            key={option.key}
            icon={option.icon}
            title={option.title}
            detail={option.detail}
            onClick={() => dispatch({ type: "place", end: "dropoff", place: option.place })}
          />
        ))}
      </div>
    ),
  );
}
