import type { UiMessages } from "@atlas/ui/messages/en";

// Only for checking this package alone: an app declares its own messages together with `ui`.
declare module "use-intl" {
  interface AppConfig {
    Messages: { ui: UiMessages };
  }
}
