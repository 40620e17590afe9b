"use client";
import { memo, useEffect, useRef, type ReactNode } from "react";

import { classNames } from "../class-names.ts";
import { useTheme } from "../client/use-theme.ts";
import { CAR_LOOKS, type CarLook, drawCar } from "./car-image.ts";
import type { LookCounts } from "./fleet-cars.ts";
import { MAP_PALETTES } from "./palette.ts";

interface FleetLegendProps {
  /** Names the group. */
  readonly label: string;
  readonly names: Readonly<Record<CarLook, string>>;
  readonly counts: LookCounts;
  readonly hidden: readonly CarLook[];
  readonly onToggle: (look: CarLook) => void;
}

/** What each car on the map means and how many there are of it; pressed, its cars are shown. */
export function FleetLegend({ label, names, counts, hidden, onToggle }: FleetLegendProps): ReactNode {
  return (
    <div role="group" aria-label={label} className="flex gap-1 max-md:overflow-x-auto md:flex-col">
      {CAR_LOOKS.map((look) => {
        const isShown = !hidden.includes(look);
        return (
          <button
            key={look}
            type="button"
            aria-pressed={isShown}
            onClick={() => onToggle(look)}
            className={classNames(
              "flex min-h-9 shrink-0 items-center gap-2 rounded-control px-2 text-sm transition-colors duration-160 hover:bg-sunken max-md:min-h-11",
              !isShown && "text-muted line-through",
            )}
          >
            <span className={classNames(!isShown && "opacity-40")}>
              <CarSign look={look} />
            </span>
            <span className="grow text-left">{names[look]}</span>
            <span className="figures font-semibold">{counts[look]}</span>
          </button>
        );
      })}
    </div>
  );
}

const SIGN_PX = 28;
const RATIO = 2;

/** A car as the map draws it. The counts beside it change once a second. */
const CarSign = memo(function CarSign({ look }: { readonly look: CarLook }): ReactNode {
  const { resolved } = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.reset();
    context.scale(RATIO, RATIO);
    context.translate(SIGN_PX / 2, SIGN_PX / 2);
    context.rotate(Math.PI / 4);
    drawCar(context, { vehicleType: "go-ride", look, palette: MAP_PALETTES[resolved] });
  }, [look, resolved]);
  return (
    <canvas
      ref={canvas}
      width={SIGN_PX * RATIO}
      height={SIGN_PX * RATIO}
      aria-hidden="true"
      className="size-7 shrink-0"
    />
  );
});
