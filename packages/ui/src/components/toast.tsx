"use client";
import type { ReactNode } from "react";
import { Toaster as Sonner } from "sonner";

import { useTheme } from "../client/use-theme.ts";

export { toast } from "sonner";

/** Where toasts appear; AtlasClientProvider renders it once. */
export function Toaster(): ReactNode {
  const { resolved } = useTheme();
  return (
    <Sonner
      theme={resolved}
      position="top-center"
      toastOptions={{
        style: {
          background: "var(--atlas-raised)",
          color: "var(--atlas-ink)",
          border: "1px solid var(--atlas-line)",
          borderRadius: "12px",
          fontFamily: "var(--font-sans)",
          fontSize: "0.9375rem",
        },
      }}
    />
  );
}
