import type { ReactNode } from "react";

import { WelcomePage } from "../../src/welcome/welcome-page.tsx";

export default function Page(): ReactNode {
  return <WelcomePage mode="sign-up" />;
}
