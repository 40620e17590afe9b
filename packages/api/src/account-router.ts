import { getAccount } from "@atlas/services/people/get-account";
import { router, signedIn } from "./trpc.ts";

export const accountRouter = router({
  me: signedIn.query(({ ctx }) => getAccount(ctx.services, ctx.actor)),
});
