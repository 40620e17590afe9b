"use client";
import { AppProvider } from "@atlas/features/app-provider";
import type { DocumentProviderProps } from "@atlas/features/document";
import { Installed } from "@atlas/features/installed/installed";
import type { ReactNode } from "react";

import { en } from "../messages/en.ts";
import { id } from "../messages/id.ts";

const MESSAGES = { en, id };

/** What every page of the driver app stands in. */
export function DriverProvider({ children, ...rest }: DocumentProviderProps): ReactNode {
  return (
    <AppProvider app="driver" messages={MESSAGES} {...rest}>
      {children}
      <Installed />
    </AppProvider>
  );
}
