"use client";
import { useClientConfig } from "@atlas/ui/client/client-config";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";

export interface Passkey {
  readonly id: string;
  readonly name: string;
  /** ISO-8601 */
  readonly createdAt: string;
}

/** What the gateway knows of the second factor of the operator who is signed in. */
export interface SecondFactor {
  readonly hasAuthenticator: boolean;
  readonly backupCodes: number;
  readonly passkeys: readonly Passkey[];
  readonly isNeeded: boolean;
  readonly isWaived: boolean;
}

export const SECOND_FACTOR_KEY = ["account", "second-factor"];

/** Reads it. */
export function useSecondFactor(): UseQueryResult<SecondFactor> {
  const { gatewayUrl, app } = useClientConfig();
  return useQuery({
    queryKey: SECOND_FACTOR_KEY,
    queryFn: async ({ signal }): Promise<SecondFactor> => {
      const response = await fetch(`${gatewayUrl}/auth/${app}/second-factor`, { credentials: "include", signal });
      if (!response.ok) throw new Error(`the gateway responded with ${response.status}`);
      return await response.json();
    },
  });
}
