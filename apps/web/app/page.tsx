import type { ReactNode } from "react";

import { Home } from "../src/home.tsx";

export default function Page(): ReactNode {
  return <Home />;
}
