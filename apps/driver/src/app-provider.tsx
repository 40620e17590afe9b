"use client";
import { AtlasClientProvider } from "@atlas/ui/client/atlas-client-provider";
import type { ClientConfig } from "@atlas/ui/client/read-client-config";
import type { Preferences } from "@atlas/ui/preferences";
import type { ReactNode } from "react";

import { en } from "../messages/en.ts";
import { id } from "../messages/id.ts";
import { ServiceWorker } from "./offline/service-worker.tsx";
import { RpcProvider } from "./rpc.ts";

interface AppProviderProps {
  readonly config: ClientConfig;
  readonly preferences: Preferences;
  readonly children: ReactNode;
}

/** What every page of the driver app stands in. */
export function AppProvider({ config, preferences, children }: AppProviderProps): ReactNode {
  return (
    <AtlasClientProvider app="driver" config={config} preferences={preferences} messages={{ en, id }}>
      <RpcProvider>{children}</RpcProvider>
      <ServiceWorker />
    </AtlasClientProvider>
  );
}
