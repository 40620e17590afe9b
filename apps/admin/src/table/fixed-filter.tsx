"use client";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

interface FixedFilterProps {
  readonly label: string;
  /** Null: not set, and nothing to see. */
  readonly value: string | null;
  readonly onClear: () => void;
}

/** A filter that another page has set, such as by one rider: shown to be taken away. */
export function FixedFilter({ label, value, onClear }: FixedFilterProps): ReactNode {
  const t = useTranslations("table");
  if (value === null) return null;
  return (
    <span className="inline-flex min-h-9 items-center gap-1 rounded-control border border-ink bg-sunken pl-3 text-sm font-semibold max-md:min-h-11">
      <span className="max-w-56 truncate">{`${label}: ${value}`}</span>
      <button
        type="button"
        aria-label={t("without", { filter: label })}
        onClick={onClear}
        className="touch flex size-9 items-center justify-center rounded-control hover:bg-raised"
      >
        <X size={16} aria-hidden="true" />
      </button>
    </span>
  );
}
