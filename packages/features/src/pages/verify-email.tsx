import { VerifyEmailPage } from "@atlas/ui/account/verify-email-page";
import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { referrer: "no-referrer" };

export function Page(): ReactNode {
  return <VerifyEmailPage />;
}
