"use client";
import type { AccountCalls } from "@atlas/ui/account/account-calls";
import { DevicesSection } from "@atlas/ui/account/devices-section";
import { EmailSection } from "@atlas/ui/account/email-section";
import { PasswordSection } from "@atlas/ui/account/password-section";
import { YourDataSection } from "@atlas/ui/account/your-data-section";
import { useMemo, type ReactNode } from "react";

import { useRpcClient } from "../rpc.tsx";

interface AccountSectionsProps {
  /** Whether the person may end the account: riders and drivers, who made it themselves. */
  readonly canDelete: boolean;
}

/** A person's own account: address, password, where they are signed in, and what is held about them. */
export function AccountSections({ canDelete }: AccountSectionsProps): ReactNode {
  const { account } = useRpcClient();
  const calls = useMemo<AccountCalls>(
    () => ({
      sessions: async () => account.sessions.query(),
      endSession: async (input) => account.endSession.mutate(input),
      signOutElsewhere: async (input) => account.signOutElsewhere.mutate(input),
    }),
    [account],
  );
  return (
    <>
      <EmailSection />
      <PasswordSection />
      <DevicesSection calls={calls} />
      <YourDataSection {...(canDelete ? { deleteAccount: async (input) => account.delete.mutate(input) } : {})} />
    </>
  );
}
