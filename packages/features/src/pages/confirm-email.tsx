import { AnswerLinkPage } from "@atlas/ui/account/answer-link-page";
import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { referrer: "no-referrer" };

export function Page(): ReactNode {
  return <AnswerLinkPage path="confirm-email" />;
}
