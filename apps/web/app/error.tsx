"use client";
import { ErrorState } from "@atlas/ui/error-state";
import type { ReactNode } from "react";

interface ErrorPageProps {
  readonly error: Error;
  readonly reset: () => void;
}

/** What stands where a page broke while it was drawn. */
export default function ErrorPage({ error, reset }: ErrorPageProps): ReactNode {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <ErrorState error={error} onRetry={reset} />
    </main>
  );
}
