import type { ReactNode } from "react";

import { classNames } from "../class-names.ts";

export type Tone = "neutral" | "go" | "warn" | "stop" | "info" | "action";

const TONES: Record<Tone, string> = {
  neutral: "bg-sunken text-muted",
  go: "bg-go-soft text-go",
  warn: "bg-warn-soft text-warn",
  stop: "bg-stop-soft text-stop",
  info: "bg-info-soft text-info",
  action: "bg-action text-on-action",
};

/** A small pill with a word in it. */
export function Badge({
  tone = "neutral",
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <span
      className={classNames(
        "inline-flex w-fit items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 text-xs font-semibold",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
