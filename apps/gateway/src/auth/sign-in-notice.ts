import { DomainError } from "@atlas/core/errors";
import type { ServiceContext } from "@atlas/services/context";
import { type NewSignIn, notifySignIn } from "@atlas/services/identity/notify-sign-in";
import { RateLimit } from "@atlas/services/limits/rate-limit";
import type { Redis } from "ioredis";

const MAX_A_DAY = 5;
const DAY_S = 86_400;

/** Writes to people whose account is signed in to on a device that is not known: at most five times a day, for scripts keep no cookie. */
export class SignInNotice {
  readonly #ctx: ServiceContext;
  readonly #limit: RateLimit;

  /** `ctx.db` acts as the auth library. */
  constructor(ctx: ServiceContext, redis: Redis) {
    this.#ctx = ctx;
    const message = "Enough has been written about sign-ins for today.";
    this.#limit = new RateLimit({ redis, name: "sign-in-notice", max: MAX_A_DAY, windowS: DAY_S, message });
  }

  /** A notice that fails keeps nobody from signing in. */
  async send(signIn: NewSignIn): Promise<void> {
    try {
      await this.#limit.count(signIn.userId);
      await notifySignIn(this.#ctx, signIn);
    } catch (err) {
      if (err instanceof DomainError && err.code === "RATE_LIMITED") return;
      this.#ctx.log.error({ err, userId: signIn.userId }, "no notice of a sign-in");
    }
  }
}
