"use client";
import type { ReactNode } from "react";

import { ChoiceFilter } from "./choice-filter.tsx";

interface YesNoFilterProps {
  readonly label: string;
  /** Null: no filter. */
  readonly value: boolean | null;
  readonly words: { readonly yes: string; readonly no: string };
  readonly onChange: (value: boolean | null) => void;
}

/** A filter by what is so or is not. */
export function YesNoFilter({ label, value, words, onChange }: YesNoFilterProps): ReactNode {
  return (
    <ChoiceFilter
      label={label}
      options={[
        { value: "yes", label: words.yes },
        { value: "no", label: words.no },
      ]}
      chosen={value === null ? [] : [value ? "yes" : "no"]}
      onChange={([choice]) => onChange(choice === undefined ? null : choice === "yes")}
      isSingle
    />
  );
}
