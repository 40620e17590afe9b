import { linkOf } from "@atlas/core/account-request";
import type { CityRoles, StaffRole } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { emailAddressSchema, personNameSchema } from "@atlas/core/profile-fields";
import { type Invitation, inviteOperator } from "@atlas/services/identity/invite-operator";
import type { LinkTokens } from "@atlas/services/identity/link-tokens";
import type { WorkContext } from "@atlas/services/messaging/in-transaction";
import { UserFixableError } from "@atlas/stack/user-fixable-error";

export interface AskedOperator {
  readonly email: string;
  /** As the address begins when left out. */
  readonly name: string | undefined;
  readonly cityId: string;
  /** For all cities. */
  readonly roles: readonly StaffRole[];
  /** For one city each. */
  readonly cityRoles: CityRoles;
  /** Whether the link goes to the address, instead of to the person at the keyboard. */
  readonly isMailed: boolean;
  readonly reason: string;
}

export interface AddedOperator extends Invitation {
  readonly email: string;
}

/**
 * Makes an operator who sets a password by a link; for one who has not used theirs, another link in its place.
 * @throws UserFixableError when somebody with this address cannot be invited, or there is no such city
 */
export async function addOperator(
  ctx: WorkContext & { readonly links: LinkTokens },
  asked: AskedOperator,
): Promise<AddedOperator> {
  const email = emailAddressSchema.safeParse(asked.email);
  if (!email.success) throw new UserFixableError(`${asked.email}: ${email.error.issues[0]?.message}`);
  const name = personNameSchema.safeParse(asked.name ?? email.data.split("@")[0]);
  if (!name.success) throw new UserFixableError(`The name of ${email.data}: ${name.error.issues[0]?.message}`);
  const invitation = await inviteOperator(ctx, { ...asked, email: email.data, name: name.data }).catch(asUserFixable);
  if (!invitation.ok) throw new UserFixableError(`${email.data}: ${invitation.error}`);
  return { email: email.data, ...invitation.value };
}

/** What the person at the keyboard reads of it. */
export function linkLines({ email, token, expiresAt }: AddedOperator, adminUrl: string): string[] {
  const until = expiresAt.toISOString();
  if (token === null) return [`${email} gets a mail with a link that sets a password, once, until ${until}.`];
  return [
    `${email} becomes an operator by setting a password here, once, until ${until}:`,
    `  ${linkOf(adminUrl, "reset-password", token)}`,
    "The link gives access to the installation: pass it on by a channel that only its receiver reads.",
  ];
}

function asUserFixable(cause: unknown): never {
  if (cause instanceof DomainError) throw new UserFixableError(cause.message, { cause });
  throw cause;
}
