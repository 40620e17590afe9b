import { getPerson } from "@atlas/services/moderation/get-person";
import { liftRestriction } from "@atlas/services/moderation/lift-restriction";
import { restrictPerson } from "@atlas/services/moderation/restrict-person";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const peopleRouter = router({
  get: query(getPerson),
  restrict: command(restrictPerson),
  restore: command(liftRestriction),
});
