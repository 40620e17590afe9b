"use client";
import { useRpc } from "@atlas/features/rpc";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { Sheet } from "@atlas/ui/sheet";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { StepHeading } from "@atlas/ui/step-heading";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Locate, Map as MapIcon, SearchX } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState, type Dispatch, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { FoundPlace } from "../views.ts";
import { PlaceRow } from "./place-row.tsx";
import type { End, Plan, PlanAction } from "./plan.ts";
import type { LocateState } from "./use-own-position.ts";

interface SearchStepProps {
  readonly end: End;
  readonly plan: Plan;
  readonly dispatch: Dispatch<PlanAction>;
  readonly near: { readonly lat: number; readonly lng: number } | null;
  readonly locateState: LocateState;
  readonly onUseOwnPosition: () => void;
}

const TYPING_PAUSE_MS = 180;

/** One end of the trip by name, by the map, or (for the pickup) by where the rider stands. */
export function SearchStep({ end, plan, dispatch, near, locateState, onUseOwnPosition }: SearchStepProps): ReactNode {
  const t = useTranslations("plan");
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const query = usePaused(useDeferredValue(text.trim()), TYPING_PAUSE_MS);
  const places = usePlaces(query, near);

  function choose(place: FoundPlace): void {
    dispatch({ type: "place", end, place: { label: place.label, lat: place.lat, lng: place.lng } });
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const [best] = places.data ?? [];
    if (best) choose(best);
  }

  return (
    <Sheet
      label={t(end === "pickup" ? "pickupQuestion" : "dropoffQuestion")}
      height="full"
      header={
        <div className="flex flex-col gap-3">
          <StepHeading
            title={t(end === "pickup" ? "pickupQuestion" : "dropoffQuestion")}
            hint={end === "pickup" && plan.dropoff ? t("goingTo", { place: plan.dropoff.label }) : undefined}
            onBack={() => dispatch({ type: "back" })}
          />
          <form onSubmit={submit} role="search">
            <Input
              label={t(end === "pickup" ? "searchPickup" : "searchDropoff")}
              isLabelHidden
              placeholder={t("searchPlaceholder")}
              value={text}
              onChange={(event) => setText(event.target.value)}
              ref={input}
              autoComplete="off"
              enterKeyHint="search"
              type="search"
              className="[&::-webkit-search-cancel-button]:appearance-none"
            />
          </form>
        </div>
      }
    >
      <div className="flex flex-col gap-1">
        {end === "pickup" ? (
          <ActionRow
            icon={<Locate size={18} aria-hidden="true" />}
            label={locateState === "asking" ? t("locating") : t("useOwnPosition")}
            onClick={onUseOwnPosition}
          />
        ) : null}
        <ActionRow
          icon={<MapIcon size={18} aria-hidden="true" />}
          label={t("chooseOnMap")}
          onClick={() => dispatch({ type: "pin", end })}
        />
        {end === "pickup" && (locateState === "refused" || locateState === "unavailable") ? (
          <Notice tone="warn">{t(locateState === "refused" ? "locateRefused" : "locateUnavailable")}</Notice>
        ) : null}
        <div aria-live="polite" className="border-t border-line pt-2">
          {query.length < 2 ? (
            <p className="px-2 py-3 text-sm text-muted">{t("searchHint")}</p>
          ) : places.isPending ? (
            <SkeletonRows rows={4} label={t("searching")} />
          ) : places.isError ? (
            <ErrorState error={places.error} onRetry={() => void places.refetch()} />
          ) : places.data.length === 0 ? (
            <EmptyState
              icon={<SearchX size={24} aria-hidden="true" />}
              title={t("nothingFound", { query })}
              hint={t("nothingFoundHint")}
            />
          ) : (
            <ul>
              {places.data.map((place) => (
                <li key={`${place.label}${place.lat}${place.lng}`}>
                  <PlaceRow icon="place" title={place.label} detail={place.detail} onClick={() => choose(place)} />
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </Sheet>
  );
}

interface ActionRowProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly onClick: () => void;
}

function ActionRow({ icon, label, onClick }: ActionRowProps): ReactNode {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex min-h-13 w-full items-center gap-3 rounded-control px-2 text-left font-semibold hover:bg-sunken"
    >
      <span className="flex size-9 items-center justify-center rounded-full bg-ink text-surface">{icon}</span>
      {label}
    </button>
  );
}

function usePlaces(query: string, near: SearchStepProps["near"]) {
  const rpc = useRpc();
  return useQuery({
    ...rpc.city.search.queryOptions({ query, ...(near ? { near: { lat: near.lat, lng: near.lng } } : {}), limit: 8 }),
    enabled: query.length >= 2,
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  });
}

function usePaused(value: string, pauseMs: number): string {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return paused;
}
