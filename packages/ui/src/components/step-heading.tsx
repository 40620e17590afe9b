"use client";
import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { IconButton } from "./icon-button.tsx";

interface StepHeadingProps {
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  readonly onBack?: () => void;
  readonly trailing?: ReactNode;
}

/** The title of a step in a sheet, with a back button. Takes the focus when the step before it took it away. */
export function StepHeading({ title, hint, onBack, trailing }: StepHeadingProps): ReactNode {
  const t = useTranslations("ui");
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) ref.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="flex items-center gap-2">
      {onBack ? (
        <IconButton label={t("back")} onClick={onBack} className="-ml-3">
          <ArrowLeft size={22} aria-hidden="true" />
        </IconButton>
      ) : null}
      <div className="min-w-0 grow">
        <h1 ref={ref} tabIndex={-1} className="text-xl font-bold outline-none">
          {title}
        </h1>
        {hint ? <p className="text-sm text-muted">{hint}</p> : null}
      </div>
      {trailing}
    </div>
  );
}
