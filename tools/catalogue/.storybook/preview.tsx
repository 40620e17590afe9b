import "./preview.css";

import type { Preview } from "@storybook/react-vite";

import { CatalogueFrame, isCatalogueTheme, preparePage } from "../catalogue-frame.tsx";

const preview: Preview = {
  parameters: { layout: "fullscreen" },
  globalTypes: {
    theme: {
      toolbar: {
        title: "Theme",
        dynamicTitle: true,
        items: [
          { value: "light", title: "Light", icon: "sun" },
          { value: "dark", title: "Dark", icon: "circlehollow" },
          { value: "night", title: "Night: the driver's phone", icon: "moon" },
        ],
      },
    },
    locale: {
      toolbar: {
        title: "Language",
        dynamicTitle: true,
        items: [
          { value: "en", title: "English" },
          { value: "id", title: "Bahasa Indonesia" },
        ],
      },
    },
  },
  initialGlobals: { theme: "light", locale: "en" },
  decorators: [
    (Story, { globals, parameters }) => {
      const chosen: unknown = globals["theme"];
      const theme = isCatalogueTheme(chosen) ? chosen : "light";
      const locale = globals["locale"] === "id" ? "id" : "en";
      preparePage(theme, locale, parameters["gateway"]);
      return (
        <CatalogueFrame key={`${theme}-${locale}`} theme={theme} locale={locale}>
          <Story />
        </CatalogueFrame>
      );
    },
  ],
};

export default preview;
