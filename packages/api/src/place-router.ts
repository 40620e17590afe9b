import { clearRecentPlaces, listRecentPlaces } from "@atlas/services/places/recent-places";
import { changePlace, deletePlace, listSavedPlaces, savePlace } from "@atlas/services/places/saved-places";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const placeRouter = router({
  saved: query(listSavedPlaces),
  save: command(savePlace),
  change: command(changePlace),
  delete: command(deletePlace),
  recent: query(listRecentPlaces),
  clearRecent: command(clearRecentPlaces),
});
