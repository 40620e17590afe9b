import { SecretFileFault, withSecretFiles } from "@atlas/services/production/secret-files";
import { UserFixableError } from "@atlas/stack/user-fixable-error";

/**
 * The environment of a command, with the secrets that stand in files.
 * @throws UserFixableError that names each file which is no good
 */
export function commandEnv(): NodeJS.ProcessEnv {
  try {
    return withSecretFiles(process.env);
  } catch (cause) {
    if (cause instanceof SecretFileFault)
      throw new UserFixableError(`These secrets cannot be had.\n${cause.message}`, { cause });
    throw cause;
  }
}
