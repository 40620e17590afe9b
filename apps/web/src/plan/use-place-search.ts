"use client";
import { useRpc } from "@atlas/features/rpc";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";

import type { FoundPlace, Place } from "../views.ts";
import type { PlaceGroup } from "./place-option.ts";
import { type PlaceCombobox, usePlaceCombobox } from "./use-place-combobox.ts";
import { type Point, useSuggestions } from "./use-suggestions.ts";

interface Around {
  /** Around what results are preferred. */
  readonly near: Point | null;
  /** From where distances are; null shows none. */
  readonly from: Point | null;
  /** Whether saved places are among what is suggested. */
  readonly hasSaved: boolean;
}

export interface PlaceSearch {
  readonly combobox: PlaceCombobox;
  /** What is looked for; shorter than `MIN_LETTERS` nothing is. */
  readonly query: string;
  readonly places: UseQueryResult<readonly FoundPlace[], unknown>;
  /** What the results fit, where nothing fits all of the text. */
  readonly matched: string | null;
  readonly hasRecent: boolean;
}

const TYPING_PAUSE_MS = 180;
export const MIN_LETTERS = 2;

/** A search for a place by its name, coordinates, plus code or a link; while nothing is typed, places that the rider may mean. */
export function usePlaceSearch({ near, from, hasSaved }: Around, onChoose: (place: Place) => void): PlaceSearch {
  const [text, setText] = useState("");
  const query = usePaused(useDeferredValue(text.trim()), TYPING_PAUSE_MS);
  const places = usePlaces(query, near);
  const suggested = useSuggestions(from);
  const found = query.length < MIN_LETTERS ? null : (places.data ?? []);
  const results: PlaceGroup = {
    key: "found",
    title: null,
    options: (found ?? []).map((place) => ({
      key: `${place.lat},${place.lng},${place.kind}`,
      icon: "place",
      title: place.label,
      detail: place.detail,
      distanceM: from === null ? null : place.distanceM,
      isServed: place.isServed,
      place: bare(place),
    })),
  };
  const combobox = usePlaceCombobox({
    text,
    onText: setText,
    groups: found === null ? suggested.groups.filter(({ key }) => hasSaved || key !== "saved") : [results],
    isStale: query !== text.trim() || places.isPlaceholderData,
    onChoose: (option) => onChoose(option.place),
  });
  return { combobox, query, places, matched: found?.[0]?.matched ?? null, hasRecent: suggested.hasRecent };
}

function usePlaces(query: string, near: Point | null): UseQueryResult<readonly FoundPlace[], unknown> {
  const rpc = useRpc();
  return useQuery({
    ...rpc.city.search.queryOptions({ query, ...(near ? { near: { lat: near.lat, lng: near.lng } } : {}), limit: 8 }),
    enabled: query.length >= MIN_LETTERS,
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

function bare({ label, lat, lng }: Place): Place {
  return { label, lat, lng };
}
