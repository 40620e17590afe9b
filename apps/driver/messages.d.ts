import type { UiMessages } from "@atlas/ui/messages/en";

import type { Messages } from "./messages/en.ts";

declare module "use-intl" {
  interface AppConfig {
    Messages: Messages & { ui: UiMessages };
  }
}
