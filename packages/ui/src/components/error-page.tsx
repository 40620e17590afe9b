"use client";
import type { ReactNode } from "react";

import { ErrorState } from "./error-state.tsx";

interface ErrorPageProps {
  readonly error: Error;
  readonly reset: () => void;
}

/** What stands where a page broke while it was drawn; an app's `error.tsx`. */
export function ErrorPage({ error, reset }: ErrorPageProps): ReactNode {
  return (
    <div className="flex min-h-dvh items-center justify-center">
      <ErrorState error={error} onRetry={reset} />
    </div>
  );
}
