import { changeNotification, readNotificationSettings } from "@atlas/services/notifications/notification-settings";
import { subscribe, unsubscribe } from "@atlas/services/notifications/subscribe";
import { z } from "@hono/zod-openapi";
import { route } from "./rest-route.ts";

const settingsSchema = z
  .object({
    public_key: z.string().nullable(),
    kinds: z.object({
      matched: z.boolean(),
      arriving: z.boolean(),
      arrived: z.boolean(),
      cancelled: z.boolean(),
      receipt: z.boolean(),
    }),
  })
  .openapi("NotificationSettings");

const settingsRoute = route({
  method: "get",
  path: "/account/notifications",
  tag: "Account",
  summary: "What the caller is notified of",
  returns: "Each kind, and the key that browsers subscribe with: null where nothing is pushed.",
  useCase: readNotificationSettings,
  response: settingsSchema,
});

const changeRoute = route({
  method: "put",
  path: "/account/notifications/{kind}",
  tag: "Account",
  summary: "Turn a kind of notification on or off",
  returns: "Each kind.",
  useCase: changeNotification,
  names: { kind: "kind" },
  response: settingsSchema,
});

const subscribeRoute = route({
  method: "post",
  path: "/account/notifications/subscribe",
  tag: "Account",
  summary: "Notify the caller on this browser",
  description:
    "Takes what the browser's `PushManager` returned. Repeat it when the app opens: addresses change. It ends with the session, and beyond ten browsers the one that was renewed longest ago goes.",
  returns: "That it is so.",
  useCase: subscribe,
  response: z.object({ is_subscribed: z.literal(true) }),
});

const unsubscribeRoute = route({
  method: "post",
  path: "/account/notifications/unsubscribe",
  tag: "Account",
  summary: "Notify the caller on this browser no more",
  returns: "That it is so.",
  useCase: unsubscribe,
  response: z.object({ is_subscribed: z.literal(false) }),
});

/** What riders are notified of while the app is closed. */
export const notificationRoutes = [settingsRoute, changeRoute, subscribeRoute, unsubscribeRoute];
