"use client";
import { haversineM } from "@atlas/core/geo";
import { useRpc } from "@atlas/features/rpc";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";

import { useIsStranger } from "../use-is-stranger.ts";
import type { Place } from "../views.ts";
import type { PlaceGroup, PlaceOption } from "./place-option.ts";

export interface Point {
  readonly lat: number;
  readonly lng: number;
}

interface OwnPlaces {
  readonly saved: readonly PlaceOption[];
  readonly recent: readonly PlaceOption[];
}

interface Suggestions {
  readonly groups: readonly PlaceGroup[];
  readonly hasRecent: boolean;
}

/** Places that a rider may mean before they type: saved, recent, and those that everybody knows. */
export function useSuggestions(from: Point | null): Suggestions {
  const t = useTranslations("plan");
  const rpc = useRpc();
  const { saved, recent } = useOwnPlaces(from);
  const { data } = useQuery({ ...rpc.city.popular.queryOptions({}), staleTime: Infinity });
  const popular = (data ?? []).map((place) => toOption("popular", place, from, { detail: place.detail }));
  return {
    groups: [
      { key: "saved", title: t("saved.title"), options: saved },
      { key: "recent", title: t("recent"), options: recent },
      { key: "popular", title: t("popular"), options: popular },
    ],
    hasRecent: recent.length > 0,
  };
}

/** What a rider has saved, and where they have been lately; nothing of strangers. */
export function useOwnPlaces(from: Point | null): OwnPlaces {
  const t = useTranslations("plan");
  const rpc = useRpc();
  const isKnown = !useIsStranger();
  const saved = useQuery({ ...rpc.place.saved.queryOptions({}), enabled: isKnown });
  const recent = useQuery({ ...rpc.place.recent.queryOptions({}), enabled: isKnown });
  return {
    saved: (saved.data ?? []).map((place) =>
      toOption(place.kind, place, from, { title: place.name ?? t(`saved.${place.kind}`), detail: place.label }),
    ),
    recent: (recent.data ?? []).map((place) => toOption("recent", place, from)),
  };
}

function toOption(
  icon: PlaceOption["icon"],
  { label, lat, lng }: Place,
  from: Point | null,
  { title = label, detail = null }: { readonly title?: string; readonly detail?: string | null } = {},
): PlaceOption {
  const distanceM = from === null ? null : haversineM(from, { lat, lng });
  return { key: `${icon}-${lat},${lng}`, icon, title, detail, distanceM, isServed: true, place: { label, lat, lng } };
}
