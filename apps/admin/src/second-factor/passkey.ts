/** Whether this browser has passkeys for this page: none does for an address that is a number. */
export function hasPasskeys(): boolean {
  if (typeof window === "undefined" || !("PublicKeyCredential" in window)) return false;
  return !/^[\d.]+$|^\[/.test(window.location.hostname) && "parseCreationOptionsFromJSON" in PublicKeyCredential;
}

/** Makes one by what the gateway asks for; null when the person has changed their mind, or it took too long. */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<object | null> {
  return await responseOf(async () =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  );
}

/** Signs what the gateway asks to be signed; null as above. */
export async function signWithPasskey(options: PublicKeyCredentialRequestOptionsJSON): Promise<object | null> {
  return await responseOf(async () =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  );
}

async function responseOf(ask: () => Promise<Credential | null>): Promise<object | null> {
  try {
    const credential = await ask();
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
  } catch (error) {
    if (error instanceof DOMException && /^(NotAllowed|Abort|InvalidState)Error$/.test(error.name)) return null;
    throw error;
  }
}
