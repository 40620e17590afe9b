import { chooseCity } from "@atlas/services/cities/choose-city";
import { listCities } from "@atlas/services/cities/list-cities";
import { changeCitySetting } from "@atlas/services/cities/settings/change-setting";
import { listCitySettings } from "@atlas/services/cities/settings/list-settings";
import { createCity } from "@atlas/services/cities/opening/create-city";
import { z } from "@hono/zod-openapi";
import { idField, vehicleTypeField } from "./rest-fields.ts";
import { originalRoute, route } from "./rest-route.ts";

const at = z.iso.datetime();

const listRoute = route({
  method: "get",
  path: "/admin/cities",
  tag: "Cities",
  summary: "The cities for which the caller holds a role",
  returns: "The cities by name.",
  useCase: listCities,
  response: z.object({ items: z.array(z.object({ city_id: z.string(), name: z.string() })) }),
});

const chooseRoute = route({
  method: "put",
  path: "/admin/city",
  tag: "Cities",
  summary: "Choose the city in which the caller works",
  description: "Calls of the caller that name no city are of it from then on.",
  returns: "The city.",
  useCase: chooseCity,
  response: z.object({ city_id: z.string(), name: z.string() }),
});

const settingsRoute = route({
  method: "get",
  path: "/admin/cities/{city_id}/settings",
  tag: "Cities",
  summary: "A city's thresholds",
  returns: "What each is now, what it may be, and every change of one.",
  useCase: listCitySettings,
  response: z.object({
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
  response: z.object({ change_id: idField, city_id: z.string(), key: z.string(), value: z.int(), effective_from: at }),
});

const asked = createCity.input.shape;
const tariff = asked.tariffs.element.shape;
const createRoute = originalRoute({
  method: "post",
  path: "/admin/cities",
  tag: "Cities",
  summary: "Open a city",
  description:
    "Its row, its first tariffs and its accounts in the ledger. Sent again it changes nothing. Positions are taken there within a " +
    "minute; streets, places and map come from the folder that `npm run city` builds, with the next start of the servers.",
  returns: "The city, and whether it is new.",
  useCase: createCity,
  request: z.strictObject({
    city_id: asked.cityId,
    name: asked.name,
    currency: asked.currency,
    timezone: asked.timezone,
    default_locale: asked.defaultLocale,
    service_area: asked.serviceArea,
    center: asked.center,
    tariffs: z
      .array(
        z.strictObject({
          vehicle_type: vehicleTypeField,
          base: tariff.baseMinor,
          per_km: tariff.perKmMinor,
          per_minute: tariff.perMinuteMinor,
          minimum: tariff.minimumMinor,
          rounding: tariff.roundingMinor,
        }),
      )
      .min(1)
      .max(10),
    commission_bps: asked.commissionBps,
    tax_bps: asked.taxBps,
    cancel_fee: asked.cancelFeeMinor,
    waiting_per_minute: asked.waitingPerMinuteMinor,
    adjustment_limit: asked.adjustmentLimitMinor,
    minimum_driver_credit: asked.minimumDriverCreditMinor,
    reason: asked.reason,
  }),
  isLenient: false,
  response: z.object({
    city_id: z.string(),
    name: z.string(),
    currency: z.string(),
    timezone: z.string(),
    is_new: z.boolean(),
  }),
  async run(ctx, actor, city) {
    const created = await createCity(ctx, actor, {
      cityId: city.city_id,
      name: city.name,
      currency: city.currency,
      timezone: city.timezone,
      defaultLocale: city.default_locale,
      serviceArea: city.service_area,
      center: city.center,
      tariffs: city.tariffs.map((row) => ({
        vehicleType: row.vehicle_type,
        baseMinor: row.base,
        perKmMinor: row.per_km,
        perMinuteMinor: row.per_minute,
        minimumMinor: row.minimum,
        roundingMinor: row.rounding,
      })),
      commissionBps: city.commission_bps,
      taxBps: city.tax_bps,
      cancelFeeMinor: city.cancel_fee,
      waitingPerMinuteMinor: city.waiting_per_minute,
      adjustmentLimitMinor: city.adjustment_limit,
      minimumDriverCreditMinor: city.minimum_driver_credit,
      reason: city.reason,
    });
    const { cityId, name, currency, timezone, isNew } = created;
    return { city_id: cityId, name, currency, timezone, is_new: isNew };
  },
});

export const cityRoutes = [listRoute, chooseRoute, createRoute, settingsRoute, changeRoute];
