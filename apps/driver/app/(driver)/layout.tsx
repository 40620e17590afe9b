import type { ReactNode } from "react";

import { DriverFrame } from "../../src/shell/driver-frame.tsx";

export default function DriverLayout({ children }: { readonly children: ReactNode }): ReactNode {
  return <DriverFrame>{children}</DriverFrame>;
}
