import { notYet } from "./not-yet.ts";
import { router, signedIn } from "./trpc.ts";
import type { AccountMe } from "./views.ts";

export const accountRouter = router({
  me: signedIn.query((): Promise<AccountMe> => notYet("account.me")),
});
