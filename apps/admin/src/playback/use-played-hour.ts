import type { RouterInputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { useNow } from "@atlas/ui/use-now";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import type { Span } from "../replay/use-playback.ts";
import { type PlaybackPage, type PlayedHour, withPage } from "./played-hour.ts";

const HOUR_MS = 3_600_000;
/** What a call covers. */
const WINDOW_MIN = 5;
/** So long what was loaded is not asked for again, also after the page was left. */
const KEPT_MS = 300_000;

export interface HourOfDay {
  readonly day: string;
  /** 0 to 23, by the clocks of the city. */
  readonly hour: number;
}

interface Loading {
  readonly played: PlayedHour;
  /** From the start of the hour to its end, of the present hour to now; null until its first page has come. */
  readonly span: Span | null;
  /** Everything before it is there, epoch milliseconds. */
  readonly loadedMs: number;
  readonly error: unknown;
}

interface LoadedHour extends Loading {
  readonly retry: () => void;
}

/** Loads an hour window by window, and has what is there meanwhile. A caller for another hour is another caller: give it a key. */
export function usePlayedHour({ day, hour }: HourOfDay): LoadedHour {
  const now = useNow(KEPT_MS);
  const [openedMs] = useState(now.getTime());
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const [attempt, setAttempt] = useState(0);
  const [known, setKnown] = useState<Loading>({ played: new Map(), span: null, loadedMs: 0, error: null });

  useEffect(() => {
    let isWanted = true;
    async function load(): Promise<void> {
      let played: PlayedHour = new Map();
      let span: Span | null = null;
      for (let minute = hour * 60; minute < (hour + 1) * 60 && isWanted; minute += WINDOW_MIN) {
        let cursor: string | null = null;
        do {
          const input: RouterInputs["ops"]["playback"] = { day, minute, ...(cursor === null ? {} : { cursor }) };
          const page: PlaybackPage = await queryClient.query(
            rpc.ops.playback.queryOptions(input, { staleTime: KEPT_MS, gcTime: KEPT_MS }),
          );
          played = withPage(played, page);
          cursor = page.nextCursor;
          const fromMs = Date.parse(page.from);
          span ??= { startMs: fromMs, endMs: Math.min(openedMs, fromMs + HOUR_MS) };
          const loadedMs = fromMs + (cursor === null ? page.windowS * 1_000 : 0);
          if (isWanted) setKnown({ span, played, loadedMs, error: null });
          if (cursor === null && loadedMs >= span.endMs) return;
        } while (cursor !== null && isWanted);
      }
    }
    load().catch((error: unknown) => {
      if (isWanted) setKnown((before) => ({ ...before, error }));
    });
    return () => {
      isWanted = false;
    };
  }, [rpc, queryClient, day, hour, openedMs, attempt]);

  return {
    ...known,
    retry: () => {
      setKnown({ ...known, error: null });
      // What was loaded before comes from the cache.
      setAttempt(attempt + 1);
    },
  };
}
