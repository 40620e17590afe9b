"use client";
import { classNames } from "@atlas/ui/class-names";
import { Spinner } from "@atlas/ui/spinner";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";

const HOLD_MS = 900;

interface HoldButtonProps {
  readonly label: string;
  readonly hint: string;
  readonly holdingHint: string;
  readonly onConfirm: () => void;
  readonly isBusy: boolean;
}

/**
 * A button for what cannot be undone: held for 0.9 s by finger, mouse, Enter or Space. A click without any of these comes
 * from assistive technology, which has its own deliberate gesture, and counts at once.
 */
export function HoldButton({ label, hint, holdingHint, onConfirm, isBusy }: HoldButtonProps): ReactNode {
  const hintId = useId();
  const { isHolding, start, stop } = useHold(onConfirm);

  function pressKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (!event.repeat) start();
  }
  function releaseKey(event: KeyboardEvent): void {
    if (event.key === " ") event.preventDefault();
    stop();
  }
  function press(event: PointerEvent): void {
    if (event.button === 0) start();
  }

  return (
    <button
      type="button"
      aria-describedby={hintId}
      aria-label={label}
      aria-busy={isBusy || undefined}
      disabled={isBusy}
      onPointerDown={press}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onKeyDown={pressKey}
      onKeyUp={releaseKey}
      onBlur={stop}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        if (event.detail === 0) onConfirm();
      }}
      className="relative min-h-20 w-full touch-none overflow-hidden rounded-control bg-action px-6 text-on-action select-none disabled:opacity-55"
    >
      <span
        aria-hidden="true"
        className={classNames(
          "absolute inset-0 origin-left bg-action-pressed ease-linear",
          isHolding ? "scale-x-100 transition-transform duration-900" : "scale-x-0",
        )}
      />
      <span className="relative flex flex-col items-center">
        <span className="flex items-center gap-3 text-xl font-bold">
          {isBusy ? <Spinner /> : null}
          {label}
        </span>
        <span id={hintId} className="text-sm font-semibold">
          {isHolding ? holdingHint : hint}
        </span>
      </span>
    </button>
  );
}

interface Hold {
  readonly isHolding: boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

function useHold(onHeld: () => void): Hold {
  const [isHolding, setIsHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  function stop(): void {
    clearTimeout(timer.current);
    setIsHolding(false);
  }
  function start(): void {
    clearTimeout(timer.current);
    setIsHolding(true);
    timer.current = setTimeout(() => {
      setIsHolding(false);
      onHeld();
    }, HOLD_MS);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  return { isHolding, start, stop };
}
