import { api } from "./chapters/api.ts";
import { authorisation } from "./chapters/authorisation.ts";
import { browser } from "./chapters/browser.ts";
import { calls } from "./chapters/calls.ts";
import { coding } from "./chapters/coding.ts";
import { configuration } from "./chapters/configuration.ts";
import { cryptography } from "./chapters/cryptography.ts";
import { data } from "./chapters/data.ts";
import { encoding } from "./chapters/encoding.ts";
import { files } from "./chapters/files.ts";
import { logging } from "./chapters/logging.ts";
import { oauth } from "./chapters/oauth.ts";
import { sessions } from "./chapters/sessions.ts";
import { signIn } from "./chapters/sign-in.ts";
import { tokens } from "./chapters/tokens.ts";
import { transport } from "./chapters/transport.ts";
import { validation } from "./chapters/validation.ts";
import type { Chapter } from "./requirement.ts";

/** What Atlas says of every requirement of ASVS 5.0 at levels 1 and 2. */
export const TABLE: readonly Chapter[] = [
  encoding,
  validation,
  browser,
  api,
  files,
  signIn,
  sessions,
  authorisation,
  tokens,
  oauth,
  cryptography,
  transport,
  configuration,
  data,
  coding,
  logging,
  calls,
];
