"use client";
import { useCallback } from "react";
import { useTranslations } from "use-intl";

import { errorCodeOf } from "./error-code.ts";

/** A function from a failed request to the sentence for it, in the language in use. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations("ui.errors");
  return useCallback((error: unknown) => t(errorCodeOf(error)), [t]);
}
