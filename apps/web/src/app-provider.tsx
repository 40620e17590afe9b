"use client";
import { AppProvider } from "@atlas/features/app-provider";
import type { DocumentProviderProps } from "@atlas/features/document";
import { Installed } from "@atlas/features/installed/installed";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";

import { en } from "../messages/en.ts";
import { id } from "../messages/id.ts";

const MESSAGES = { en, id };

/** What every page of the rider app stands in. */
export function WebProvider({ children, ...rest }: DocumentProviderProps): ReactNode {
  return (
    <AppProvider app="web" messages={MESSAGES} {...rest}>
      <NuqsAdapter>{children}</NuqsAdapter>
      <Installed />
    </AppProvider>
  );
}
