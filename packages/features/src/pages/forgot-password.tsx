import { ForgotPasswordPage } from "@atlas/ui/account/forgot-password-page";
import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { referrer: "no-referrer" };

export function Page(): ReactNode {
  return <ForgotPasswordPage />;
}
