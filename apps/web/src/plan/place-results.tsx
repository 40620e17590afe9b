"use client";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PlaceList } from "./place-list.tsx";
import { MIN_LETTERS, type PlaceSearch } from "./use-place-search.ts";

/** What a search for a place has found, or suggests while nothing is typed. */
export function PlaceResults({ search }: { readonly search: PlaceSearch }): ReactNode {
  const t = useTranslations("plan");
  const { combobox, query, places, matched } = search;
  const isTyped = query.length >= MIN_LETTERS;
  return (
    <>
      <p role="status" className="sr-only">
        {!isTyped || places.isError ? "" : places.isFetching ? t("searching") : t("found", { count: combobox.count })}
      </p>
      {!isTyped ? (
        <p className="px-2 py-3 text-sm text-muted">{t("searchHint")}</p>
      ) : places.isPending ? (
        <SkeletonRows rows={4} label={t("searching")} />
      ) : places.isError ? (
        <ErrorState error={places.error} onRetry={() => void places.refetch()} />
      ) : combobox.count === 0 ? (
        <NothingFound query={query} />
      ) : matched === null ? null : (
        <p className="px-2 pb-1 text-sm text-muted">{t("matched", { text: matched })}</p>
      )}
      <PlaceList combobox={combobox} label={t("results")} />
    </>
  );
}

function NothingFound({ query }: { readonly query: string }): ReactNode {
  const t = useTranslations("plan");
  const isLink = /^\S*:\/\//.test(query);
  return (
    <EmptyState
      icon={<SearchX size={24} aria-hidden="true" />}
      title={isLink ? t("nothingLinked") : t("nothingFound", { query })}
      hint={t(isLink ? "nothingLinkedHint" : "nothingFoundHint")}
    />
  );
}
