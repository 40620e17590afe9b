"use client";
import { AtlasClientProvider } from "@atlas/ui/client/atlas-client-provider";
import type { ComponentProps, ReactNode } from "react";

import { RpcProvider } from "./rpc.tsx";

/** What every page of an app stands in: `AtlasClientProvider` and the connection to the gateway. */
export function AppProvider({ children, ...rest }: ComponentProps<typeof AtlasClientProvider>): ReactNode {
  return (
    <AtlasClientProvider {...rest}>
      <RpcProvider>{children}</RpcProvider>
    </AtlasClientProvider>
  );
}
