import type { ReactNode } from "react";

import { DriveScreen } from "../../src/drive/drive-screen.tsx";

export default function DrivePage(): ReactNode {
  return <DriveScreen />;
}
