import { SAVED_PLACE_KINDS } from "@atlas/core/places/saved-place";
import { clearRecentPlaces, listRecentPlaces } from "@atlas/services/places/recent-places";
import { changePlace, deletePlace, listSavedPlaces, savePlace } from "@atlas/services/places/saved-places";
import { z } from "@hono/zod-openapi";
import { idField, latField, longField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const namedPlace = { label: z.string(), lat: latField, lng: longField };
const savedPlace = z
  .object({ place_id: idField, kind: z.enum(SAVED_PLACE_KINDS), name: z.string().nullable(), ...namedPlace })
  .openapi("SavedPlace");

const listRoute = route({
  method: "get",
  path: "/customer/places",
  tag: "Search",
  summary: "The caller's home, work and other saved places",
  returns: "Home, work, then the others by name.",
  useCase: listSavedPlaces,
  response: z.array(savedPlace),
});

const saveRoute = route({
  method: "put",
  path: "/customer/places",
  tag: "Search",
  summary: "Keep a place as home or work, or under a name",
  description:
    "The one that was there is replaced. Home and work have no `name`, the others need one; twenty places fit.",
  returns: "The place.",
  useCase: savePlace,
  response: savedPlace,
});

const changeRoute = route({
  method: "put",
  path: "/customer/places/{id}",
  tag: "Search",
  summary: "Rename or move a saved place",
  returns: "The place.",
  useCase: changePlace,
  names: { placeId: "id" },
  response: savedPlace,
});

const deleteRoute = route({
  method: "post",
  path: "/customer/places/{id}/delete",
  tag: "Search",
  summary: "Delete a saved place",
  returns: "Whether there was one.",
  useCase: deletePlace,
  names: { placeId: "id" },
  response: z.object({ is_deleted: z.boolean() }),
});

const recentRoute = route({
  method: "get",
  path: "/customer/places/recent",
  tag: "Search",
  summary: "Places of the caller's latest orders",
  description: "Each once, without those that are saved.",
  returns: "At most eight places, the latest first.",
  useCase: listRecentPlaces,
  response: z.array(z.object(namedPlace)),
});

const clearRoute = route({
  method: "post",
  path: "/customer/places/recent/clear",
  tag: "Search",
  summary: "Clear the recent places",
  description: "The orders stay.",
  returns: "That it is done.",
  useCase: clearRecentPlaces,
  response: z.object({ is_cleared: z.literal(true) }),
});

/** What riders keep of places. */
export const savedPlaceRoutes = [listRoute, saveRoute, recentRoute, clearRoute, changeRoute, deleteRoute];
