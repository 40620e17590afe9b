import type { ReactNode } from "react";

import { NotFoundPage } from "../src/shell/not-found-page.tsx";

export default function NotFound(): ReactNode {
  return <NotFoundPage />;
}
