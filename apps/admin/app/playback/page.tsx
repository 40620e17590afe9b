import type { ReactNode } from "react";

import { PlaybackPage } from "../../src/playback/playback-page.tsx";

export default function Page(): ReactNode {
  return <PlaybackPage />;
}
