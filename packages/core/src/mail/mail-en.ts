import type { MailTexts } from "./mail-words.ts";

export const mailEn: MailTexts = {
  confirmSignUp: () => ({
    subject: "Confirm your e-mail for Atlas",
    before: [
      "Hello,",
      "somebody is making an Atlas account with this address. If that is you, confirm it and sign in.",
    ],
    action: "Confirm e-mail",
    after: ["The link works once, for 24 hours.", "Was it not you? Do nothing: without the link there is no account."],
  }),
  accountExists: ({ name }) => ({
    subject: "You already have an Atlas account",
    before: [
      `Hello ${name},`,
      "somebody wants to use this address for an Atlas account, and it has one already: yours. Nothing was changed.",
      "Sign in with your password. If it has slipped your mind, set a new one.",
    ],
    action: "Set a new password",
    after: ["The link works once, for one hour.", "Was it not you? Do nothing: nobody else gets this link."],
  }),
  resetPassword: ({ name }) => ({
    subject: "Set a new password for Atlas",
    before: [`Hello ${name},`, "a new password was asked for your Atlas account."],
    action: "Set a new password",
    after: [
      "The link works once, for one hour. It signs your account out everywhere.",
      "Was it not you? Do nothing: your password stays as it is.",
    ],
  }),
  invited: ({ name }) => ({
    subject: "You are invited to operate Atlas",
    before: [
      `Hello ${name},`,
      "an operator account for the Atlas admin app was made for you. Set a password and sign in.",
    ],
    action: "Set a password",
    after: ["The link works once, for 24 hours.", "Do you not know what this is about? Do nothing."],
  }),
  confirmEmail: () => ({
    subject: "Confirm your new e-mail for Atlas",
    before: ["Hello,", "an Atlas account is to be signed in to with this address from now on."],
    action: "Confirm e-mail",
    after: ["The link works once, for 24 hours.", "Was it not you? Do nothing: the account keeps its former address."],
  }),
  undoEmail: ({ name, newEmail }) => ({
    subject: "Your Atlas e-mail was changed",
    before: [
      `Hello ${name},`,
      `your Atlas account now belongs to ${newEmail}. Mail for it no longer goes to this address.`,
      "Was it not you? Take the account back: it gets this address again, is signed out everywhere and needs a new password.",
    ],
    action: "It was not me",
    after: ["The link works once, for 7 days. If you made the change yourself, there is nothing to do."],
  }),
  passwordChanged: ({ name, at }) => ({
    subject: "Your Atlas password was changed",
    before: [
      `Hello ${name},`,
      `the password of your Atlas account was changed on ${at}.`,
      "Was it not you? Set a new one now.",
    ],
    action: "Set a new password",
    after: ["If you made the change yourself, there is nothing to do."],
  }),
  secondFactorChanged: ({ name, at, change }) => ({
    subject: "Your second factor for Atlas was changed",
    before: [
      `Hello ${name},`,
      {
        "authenticator-added": `an authenticator app was set up for your Atlas account on ${at}. From now on a sign-in asks for its code.`,
        "authenticator-removed": `the authenticator app of your Atlas account was removed on ${at}.`,
        "codes-renewed": `new backup codes were made for your Atlas account on ${at}. The former ones do not work any more.`,
        "passkey-added": `a passkey was added to your Atlas account on ${at}. Its owner signs in with it alone.`,
        "passkey-removed": `a passkey of your Atlas account was removed on ${at}.`,
        reset: `another operator took the second factor from your Atlas account on ${at} and signed it out everywhere.`,
      }[change],
      "Was it not you, and do you not know about it? Set a new password now, and write to another owner of Atlas.",
    ],
    action: "Set a new password",
    after: ["If you know about it, there is nothing to do."],
  }),
  newSignIn: ({ name, at, device, from }) => ({
    subject: "New sign-in to your Atlas account",
    before: [
      `Hello ${name},`,
      `your Atlas account was signed in to on ${at} with ${device}, for the first time.`,
      ...(from === null ? [] : [`It came from the network ${from}.`]),
      "Was it not you? Set a new password now: that signs the account out everywhere.",
    ],
    action: "Set a new password",
    after: ["If it was you, there is nothing to do."],
  }),
  restricted: ({ name, kind, reason, until }) => ({
    subject: kind === "block" ? "Your Atlas account is blocked" : "Your Atlas account is suspended",
    before: [
      `Hello ${name},`,
      kind === "block"
        ? "an operator has blocked your Atlas account: it is signed out everywhere, and nobody can sign in to it."
        : "an operator has suspended your Atlas account: a trip under way can be finished, and nothing new can be started.",
      `Reason: ${reason}`,
      until === null ? "It holds until an operator lifts it." : `It ends on ${until}.`,
    ],
    action: "Open Atlas",
    after: ["If you think that is a mistake, write to support."],
  }),
  restored: ({ name }) => ({
    subject: "Your Atlas account is free again",
    before: [`Hello ${name},`, "an operator has lifted what was put on your Atlas account. You can use it as before."],
    action: "Open Atlas",
    after: [],
  }),
  orPaste: "If the button does not work, open this address:",
  sentBy: "Sent by Atlas because of an account with this address. Nobody reads replies to it.",
};
