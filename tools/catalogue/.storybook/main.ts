import type { StorybookConfig } from "@storybook/react-vite";

/** Nothing here asks the network: no telemetry, no news. */
const config: StorybookConfig = {
  framework: "@storybook/react-vite",
  stories: ["../stories/*.stories.tsx"],
  // MapLibre's worker, which bundlers do not emit.
  staticDirs: ["../public"],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // TypeScript 7 has no JS API to read props with; the stories show them.
  typescript: { reactDocgen: false },
};

export default config;
