import { changeNotification, readNotificationSettings } from "@atlas/services/notifications/notification-settings";
import { subscribe, unsubscribe } from "@atlas/services/notifications/subscribe";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const notificationRouter = router({
  settings: query(readNotificationSettings),
  change: command(changeNotification),
  subscribe: command(subscribe),
  unsubscribe: command(unsubscribe),
});
