import type { ReactNode } from "react";

import { NotFoundPage } from "../src/frame/not-found-page.tsx";

export default function NotFound(): ReactNode {
  return <NotFoundPage />;
}
