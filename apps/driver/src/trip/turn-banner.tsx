"use client";
import type { TurnKind } from "@atlas/core/routing";
import { classNames } from "@atlas/ui/class-names";
import { useConnectionState } from "@atlas/ui/client/connection";
import { Distance } from "@atlas/ui/figures";
import {
  ArrowUp,
  ArrowUpLeft,
  ArrowUpRight,
  CornerUpLeft,
  CornerUpRight,
  Flag,
  RefreshCw,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Progress } from "./guidance.ts";

const ICONS: Record<TurnKind, LucideIcon> = {
  depart: ArrowUp,
  continue: ArrowUp,
  "slight-left": ArrowUpLeft,
  left: CornerUpLeft,
  "sharp-left": CornerUpLeft,
  "slight-right": ArrowUpRight,
  right: CornerUpRight,
  "sharp-right": CornerUpRight,
  "u-turn": Undo2,
  roundabout: RefreshCw,
  arrive: Flag,
};

/** The next thing to do at the wheel, at the top of the map where the eyes are. */
export function TurnBanner({ turn }: { readonly turn: NonNullable<Progress["nextTurn"]> }): ReactNode {
  const t = useTranslations("turn");
  const connection = useConnectionState();
  const Icon = ICONS[turn.kind];
  // The strip that tells of a lost connection lies at the very top.
  const top = connection === "offline" || connection === "reconnecting" ? "top-16" : "top-3 md:top-4";
  return (
    <div
      className={classNames(
        top,
        "absolute inset-x-3 z-5 flex items-center gap-4 rounded-card bg-ink px-4 py-3 text-surface shadow-float md:left-[432px] md:right-auto md:min-w-80",
      )}
    >
      <Icon size={40} strokeWidth={2.5} aria-hidden="true" className="shrink-0" />
      <div className="min-w-0">
        <p className="text-xl font-extrabold">
          <Distance metres={turn.inM} />
        </p>
        <p className="truncate font-semibold">
          {turn.street === null ? t(turn.kind) : t("onto", { turn: t(turn.kind), street: turn.street })}
        </p>
      </div>
    </div>
  );
}
