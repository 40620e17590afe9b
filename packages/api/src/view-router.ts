import { changeView, deleteView, listViews, saveView } from "@atlas/services/views/saved-views";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const viewRouter = router({
  list: query(listViews),
  save: command(saveView),
  change: command(changeView),
  delete: command(deleteView),
});
