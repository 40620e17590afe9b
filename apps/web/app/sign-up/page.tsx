import type { Metadata } from "next";
import type { ReactNode } from "react";

import { WelcomePage } from "../../src/welcome/welcome-page.tsx";

export const metadata: Metadata = { title: "Create account" };

export default function Page(): ReactNode {
  return <WelcomePage mode="sign-up" />;
}
