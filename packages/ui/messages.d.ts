import type { UiMessages } from "./src/messages/en.ts";

// Only for checking this package alone: an app declares its own messages together with `ui`.
declare module "use-intl" {
  interface AppConfig {
    Messages: { ui: UiMessages };
  }
}
