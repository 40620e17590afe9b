import { SecretFileFault, withSecretFiles } from "@atlas/services/production/secret-files";
import { Mendable } from "@atlas/stack/mendable";

/**
 * The environment of a command, with the secrets that stand in files.
 * @throws Mendable that names each file which is no good
 */
export function commandEnv(): NodeJS.ProcessEnv {
  try {
    return withSecretFiles(process.env);
  } catch (cause) {
    if (cause instanceof SecretFileFault)
      throw new Mendable(`These secrets cannot be had.\n${cause.message}`, { cause });
    throw cause;
  }
}
