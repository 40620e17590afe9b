import { endOwnSession, signOutElsewhere } from "@atlas/services/account/end-own-sessions";
import { listSessions } from "@atlas/services/account/list-sessions";
import { getTime } from "@atlas/services/clock/get-time";
import { getAccount } from "@atlas/services/people/get-account";
import { deleteAccount } from "@atlas/services/privacy/delete-account";
import { command, ofUser, query, watch } from "./procedures.ts";
import { router } from "./trpc.ts";

export const accountRouter = router({
  me: query(getAccount),
  watch: watch(getAccount, { topic: ofUser }),
  time: query(getTime),
  delete: command(deleteAccount),
  sessions: query(listSessions),
  endSession: command(endOwnSession),
  signOutElsewhere: command(signOutElsewhere),
});
