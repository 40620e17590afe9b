"use client";
import { ReplayMarker } from "@atlas/ui/map/replay-marker";
import { TrackLine } from "@atlas/ui/map/track-line";
import { useMemo, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useReplay, type Replay } from "./replay-context.tsx";
import { placeAt, stretchesOf } from "./track.ts";

/** On a map: where the car went, and where it was at the moment in sight. */
export function ReplayLayer(): ReactNode {
  const replay = useReplay();
  return replay.state === "ready" ? <TrackOnMap replay={replay.replay} /> : null;
}

function TrackOnMap({ replay: { track, atMs } }: { readonly replay: Replay }): ReactNode {
  const t = useTranslations("ui.map");
  const stretches = useMemo(() => stretchesOf(track), [track]);
  const place = atMs === null ? null : placeAt(track, atMs);
  return (
    <>
      <TrackLine stretches={stretches} />
      {place ? <ReplayMarker place={place} isUnknown={place.isGap} label={t("driver")} /> : null}
    </>
  );
}
