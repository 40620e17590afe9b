"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { ACCOUNT_KINDS, type AccountKind } from "@atlas/core/ledger";
import { useRpc } from "@atlas/features/rpc";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";

/** What the gateway finds. */
export type SearchResults = RouterOutputs["ops"]["search"];

/** Of a pause in typing. */
const PAUSE_MS = 150;
const MIN_LENGTH = 2;

interface Results {
  /** Null until there are any, and those of the text before while the next are on their way. */
  readonly found: SearchResults | null;
  readonly error: unknown;
  readonly isWaiting: boolean;
  readonly tryAgain: () => void;
}

/** The results of what stands in the field: asked for after a short pause, and the question before is given up. */
export function useResults(text: string): Results {
  const t = useTranslations("ledger.kinds");
  const rpc = useRpc();
  const sought = text.trim();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(sought), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [sought]);
  const isAsked = asked.length >= MIN_LENGTH;
  const accountKind = kindCalled(asked, t);
  const results = useQuery(
    rpc.ops.search.queryOptions(
      { query: asked, ...(accountKind === undefined ? {} : { accountKind }) },
      {
        enabled: isAsked,
        placeholderData: isAsked ? keepPreviousData : undefined,
        trpc: { abortOnUnmount: true },
        retry: 1,
      },
    ),
  );
  const isWaiting = sought.length >= MIN_LENGTH && (sought !== asked || results.isFetching);
  const found = sought.length < MIN_LENGTH ? null : (results.data ?? null);
  return { found, error: results.error, isWaiting, tryAgain: () => void results.refetch() };
}

/** A kind of account whose name in the language in use begins like the text. */
function kindCalled(text: string, name: (kind: AccountKind) => string): AccountKind | undefined {
  const start = text.toLowerCase();
  return start.length < MIN_LENGTH
    ? undefined
    : ACCOUNT_KINDS.find((kind) => name(kind).toLowerCase().startsWith(start));
}
