"use client";
import { Locate, Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { IconButton } from "../components/icon-button.tsx";
import { useAtlasMap } from "./map-context.ts";

interface MapControlsProps {
  /** Shows the button that moves to the person's own position. */
  readonly onLocate?: () => void;
}

/** Zoom and "where am I", at the right edge above what covers the map. */
export function MapControls({ onLocate }: MapControlsProps): ReactNode {
  const t = useTranslations("ui.map");
  const { map } = useAtlasMap();
  return (
    <div
      className="absolute right-3 z-5 flex flex-col gap-2 transition-[bottom] duration-280"
      style={{ bottom: "calc(var(--map-inset-bottom, 0px) + 36px)" }}
    >
      <div className="hidden flex-col gap-2 md:flex">
        <IconButton look="floating" label={t("zoomIn")} onClick={() => map.zoomIn()}>
          <Plus size={20} aria-hidden="true" />
        </IconButton>
        <IconButton look="floating" label={t("zoomOut")} onClick={() => map.zoomOut()}>
          <Minus size={20} aria-hidden="true" />
        </IconButton>
      </div>
      {onLocate ? (
        <IconButton look="floating" label={t("locate")} onClick={onLocate}>
          <Locate size={20} aria-hidden="true" />
        </IconButton>
      ) : null}
    </div>
  );
}
