import { changeCitySetting } from "@atlas/services/cities/settings/change-setting";
import { listCitySettings } from "@atlas/services/cities/settings/list-settings";
import { z } from "@hono/zod-openapi";
import { idField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const at = z.iso.datetime();

const settingsRoute = route({
  method: "get",
  path: "/admin/cities/{city_id}/settings",
  tag: "Cities",
  summary: "A city's thresholds",
  returns: "What each is now, what it may be, and every change of one.",
  useCase: listCitySettings,
  answer: z.object({
    settings: z.array(
      z.object({
        key: z.string(),
        unit: z.string(),
        min: z.int(),
        max: z.int(),
        default_value: z.int(),
        value: z.int(),
      }),
    ),
    changes: z.array(
      z.object({
        change_id: idField,
        key: z.string(),
        value: z.int().nullable(),
        effective_from: at,
        made_at: at,
        author_name: z.string(),
        reason: z.string(),
      }),
    ),
  }),
});

const changeRoute = route({
  method: "post",
  path: "/admin/cities/{city_id}/settings",
  tag: "Cities",
  summary: "Set one of a city's thresholds from a date on",
  returns: "The change.",
  useCase: changeCitySetting,
  answer: z.object({ change_id: idField, city_id: z.string(), key: z.string(), value: z.int(), effective_from: at }),
});

export const cityRoutes = [settingsRoute, changeRoute];
