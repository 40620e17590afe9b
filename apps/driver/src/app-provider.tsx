"use client";
import { AppProvider } from "@atlas/features/app-provider";
import type { DocumentProviderProps } from "@atlas/features/document";
import type { ReactNode } from "react";

import { en } from "../messages/en.ts";
import { id } from "../messages/id.ts";
import { ServiceWorker } from "./offline/service-worker.tsx";

const MESSAGES = { en, id };

/** What every page of the driver app stands in. */
export function DriverProvider({ children, ...rest }: DocumentProviderProps): ReactNode {
  return (
    <AppProvider app="driver" messages={MESSAGES} {...rest}>
      {children}
      <ServiceWorker />
    </AppProvider>
  );
}
