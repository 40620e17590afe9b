import type { CitySettings } from "../settings/city-settings.ts";

/** What a rider and a driver may have in common that two people do not. */
export const SHARED_TRAITS = ["phone", "email", "device"] as const;
export type SharedTrait = (typeof SHARED_TRAITS)[number];

/** An address and a browser from which somebody is signed in. */
export interface SeenDevice {
  readonly fingerprint: string;
  /** How many people are signed in from it: the whole of an office may share one. */
  readonly people: number;
}

export interface PersonTraits {
  readonly phone: string | null;
  readonly email: string;
  readonly devices: readonly SeenDevice[];
}

/** A national number without its prefix, whose notation varies. */
const PHONE_DIGITS = 9;
const MIN_PHONE_DIGITS = 7;
/** Its dots and what follows a plus mean nothing. */
const GOOGLE_DOMAINS = ["gmail.com", "googlemail.com"];

/** By what the rider and the driver of a trip look like one person. */
export function sharedTraits(
  rider: PersonTraits,
  driver: PersonTraits,
  { selfRideDevicePeople }: Pick<CitySettings, "selfRideDevicePeople">,
): readonly SharedTrait[] {
  const personal = driver.devices.filter(({ people }) => people <= selfRideDevicePeople);
  const fingerprints = new Set(personal.map(({ fingerprint }) => fingerprint));
  const isShared: Readonly<Record<SharedTrait, boolean>> = {
    phone: phoneKey(rider.phone) !== null && phoneKey(rider.phone) === phoneKey(driver.phone),
    email: mailboxOf(rider.email) === mailboxOf(driver.email),
    device: rider.devices.some(({ fingerprint }) => fingerprints.has(fingerprint)),
  };
  return SHARED_TRAITS.filter((trait) => isShared[trait]);
}

/** The same for every notation of a number; null for what is none. */
function phoneKey(phone: string | null): string | null {
  const digits = phone?.replaceAll(/\D/g, "").replace(/^0+/, "") ?? "";
  return digits.length < MIN_PHONE_DIGITS ? null : digits.slice(-PHONE_DIGITS);
}

/** The mailbox behind an address. */
function mailboxOf(email: string): string {
  const [local = "", domain = ""] = email.trim().toLowerCase().split("@");
  const [name = ""] = local.split("+");
  return GOOGLE_DOMAINS.includes(domain) ? `${name.replaceAll(".", "")}@gmail.com` : `${name}@${domain}`;
}
