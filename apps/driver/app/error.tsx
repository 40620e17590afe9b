"use client";
import { ErrorState } from "@atlas/ui/error-state";
import type { ReactNode } from "react";

interface ErrorPageProps {
  readonly error: Error;
  readonly reset: () => void;
}

/** A page that broke: what can be done about it, instead of an empty screen. */
export default function ErrorPage({ error, reset }: ErrorPageProps): ReactNode {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <ErrorState error={error} onRetry={reset} />
    </main>
  );
}
