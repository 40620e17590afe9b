"use client";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { classNames } from "../class-names.ts";
import { useMediaQuery } from "../client/use-theme.ts";
import { useMapInset } from "../map/map-inset.ts";

interface SheetProps {
  /** The accessible name of the region. */
  readonly label: string;
  /** Stays at the top while the rest scrolls. */
  readonly header?: ReactNode;
  readonly children?: ReactNode;
  /** Stays at the bottom: the thing to do next. */
  readonly footer?: ReactNode;
  /** `full` takes the whole height on phones, for lists and typing. */
  readonly height?: "auto" | "full";
  /** Leaves room on phones for a bar below, in pixels. */
  readonly above?: number;
}

/** The panel over a map: a bottom sheet on phones (grab it to fold or unfold), 400 px on the left on larger screens. */
export function Sheet({ label, header, children, footer, height = "auto", above = 0 }: SheetProps): ReactNode {
  const t = useTranslations("ui.sheet");
  const ref = useRef<HTMLElement>(null);
  const isPanel = useMediaQuery("(min-width: 768px)");
  const [isFolded, setIsFolded] = useState(false);
  useCoverMap(ref, isPanel);
  const drag = useFold(isFolded, setIsFolded);
  const isBodyShown = isPanel || !isFolded;

  return (
    <section
      ref={ref}
      aria-label={label}
      className={classNames(
        "absolute inset-x-0 bottom-0 z-10 flex flex-col rounded-t-card border-line bg-surface shadow-float",
        height === "full" ? "h-[94dvh] md:!bottom-4" : "max-h-[60dvh] md:!bottom-auto",
        "animate-sheet-in md:top-4 md:left-4 md:right-auto md:h-auto md:max-h-[calc(100dvh-2rem)] md:w-[400px] md:rounded-card md:border",
      )}
      style={{ bottom: above }}
    >
      <button
        type="button"
        aria-label={isFolded ? t("expand") : t("collapse")}
        aria-expanded={!isFolded}
        {...drag}
        // As tall as a finger: it reaches out of the sheet by what the sheet has no room for.
        className="-mt-5 flex h-11 w-full shrink-0 touch-none items-end justify-center pb-2.5 md:hidden"
      >
        <span className="h-1 w-10 rounded-full bg-control/60" />
      </button>
      {header ? <div className="shrink-0 px-5 pb-2 md:pt-5">{header}</div> : null}
      {isBodyShown && children ? (
        <div className={classNames("min-h-0 grow overflow-y-auto px-5 pb-4", header ? "pt-1" : "md:pt-5")}>
          {children}
        </div>
      ) : null}
      {footer ? <div className="shrink-0 border-t border-line px-5 pt-3 pb-safe">{footer}</div> : null}
    </section>
  );
}

/** Tells the map stage how much of the map lies under the sheet. */
function useCoverMap(ref: React.RefObject<HTMLElement | null>, isPanel: boolean): void {
  const { setInset } = useMapInset();
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const stage = element.offsetParent;
      if (!stage) return;
      setInset({
        // The navigation floats over the top edge of wide maps.
        top: isPanel ? 72 : 0,
        right: 0,
        // At least a third of the map stays the map, however tall the sheet is.
        bottom: isPanel ? 0 : Math.min(stage.clientHeight - element.offsetTop, Math.round(stage.clientHeight * 0.66)),
        left: isPanel ? element.offsetLeft + element.offsetWidth : 0,
      });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, isPanel, setInset]);
}

/** A pointer that travelled less was meant to press, pixels. */
const DRAG_PX = 24;

interface FoldHandlers {
  readonly onPointerDown: (event: React.PointerEvent) => void;
  readonly onPointerUp: (event: React.PointerEvent) => void;
  readonly onClick: (event: React.MouseEvent) => void;
}

/** Pressed, it folds or unfolds; dragged, it follows the pointer. */
function useFold(isFolded: boolean, setIsFolded: (isFolded: boolean) => void): FoldHandlers {
  const startY = useRef<number | null>(null);
  const wasDragged = useRef(false);
  return {
    onPointerDown(event) {
      startY.current = event.clientY;
      wasDragged.current = false;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerUp(event) {
      const travel = event.clientY - (startY.current ?? event.clientY);
      startY.current = null;
      wasDragged.current = Math.abs(travel) > DRAG_PX;
      if (wasDragged.current) setIsFolded(travel > 0);
    },
    onClick(event) {
      // A mouse that was dragged clicks as well; a keyboard's click has no press before it.
      const isOfDrag = wasDragged.current && event.detail > 0;
      if (!isOfDrag) setIsFolded(!isFolded);
    },
  };
}
