import { SAVED_LISTS } from "@atlas/core/saved-view";
import { changeView, deleteView, listViews, saveView } from "@atlas/services/views/saved-views";
import { z } from "@hono/zod-openapi";
import { idField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const viewSchema = z
  .object({
    view_id: idField,
    list: z.enum(SAVED_LISTS),
    name: z.string(),
    query: z.string(),
    is_default: z.boolean(),
  })
  .openapi("SavedView");

const listRoute = route({
  method: "get",
  path: "/admin/views",
  tag: "Staff",
  summary: "The caller's views of a list",
  returns: "The views by name.",
  useCase: listViews,
  response: z.array(viewSchema),
});

const saveRoute = route({
  method: "put",
  path: "/admin/views",
  tag: "Staff",
  summary: "Keep filters, sorting and columns of a list under a name",
  description: "A view of the same name is replaced. `query` is the query of the list's address.",
  returns: "The view.",
  useCase: saveView,
  response: viewSchema,
});

const changeRoute = route({
  method: "put",
  path: "/admin/views/{id}",
  tag: "Staff",
  summary: "Rename a view, or let its list open with it",
  returns: "The view.",
  useCase: changeView,
  names: { viewId: "id" },
  response: viewSchema,
});

const deleteRoute = route({
  method: "post",
  path: "/admin/views/{id}/delete",
  tag: "Staff",
  summary: "Delete a view",
  returns: "Whether there was one.",
  useCase: deleteView,
  names: { viewId: "id" },
  response: z.object({ is_deleted: z.boolean() }),
});

/** How operators look at lists. */
export const viewRoutes = [listRoute, saveRoute, changeRoute, deleteRoute];
