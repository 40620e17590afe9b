import { MAX_CLAIMED_SPEED_MPS } from "@atlas/core/ping";
import type { ReportedFix } from "@atlas/core/positions/reported-fix";

/** A call of tRPC's own client that carries a single ping. */
export interface PingCall {
  readonly id: number;
  readonly path: "tracker.updateLocation" | "tracker.updateLocations";
  /** As the ping names it; null when it names none. */
  readonly driverId: string | null;
  readonly fix: ReportedFix;
}

const QUOTE = 0x22;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_A = 0x61;
const LETTER_F = 0x66;
const UUID_CHARS = 36;
const ISO_CHARS = 24;
/** A mantissa of so many digits and a power of ten of that size are exact, so that their quotient is rounded once. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

const OPEN = ascii("{");
const CLOSE = ascii("}");
const COMMA = ascii(",");
const ID = ascii('"id":');
const METHOD = ascii('"method":"mutation"');
const PARAMS = ascii('"params":');
const INPUT = ascii('"input":');
const PATH_OF_ONE = ascii('"path":"tracker.updateLocation"');
const PATH_OF_MANY = ascii('"path":"tracker.updateLocations"');
const ONLY_PING = ascii('{"pings":[');
const END_OF_ONLY_PING = ascii("]}");
const LAT = ascii('"lat":');
const LNG = ascii('"lng":');
const HEADING = ascii('"headingDeg":');
const SPEED = ascii('"speedMps":');
const ACCURACY = ascii('"accuracyM":');
const AGE = ascii('"ageMs":');
const RECORDED_AT = ascii('"recordedAt":');
const DRIVER_ID = ascii('"driverId":');
const NULL = ascii("null");

/**
 * Reads the one call that comes some ten thousand times a second straight from its bytes, at a fraction of the cost of
 * `JSON.parse` and the schema. It knows only what `JSON.stringify` makes of a valid call, members in any order; for anything
 * else (blanks, escapes, unknown members, values out of range) it answers null, and tRPC says what is wrong with it.
 */
export class PingCallScanner {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  /** What the scan has met so far; NaN for what it has not. */
  #id = Number.NaN;
  #hasMethod = false;
  #isMany: boolean | null = null;
  #isOnlyPing: boolean | null = null;
  #lat = Number.NaN;
  #lng = Number.NaN;
  #headingDeg: number | null = null;
  #speedMps: number | null = null;
  #accuracyM: number | null = null;
  #ageMs: number | null = null;
  #recordedAtMs: number | null = null;
  #driverId: string | null = null;

  /** The call in `bytes` from 0 to `end`, or null. */
  scan(bytes: Buffer, end: number): PingCall | null {
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = end;
    this.#id = Number.NaN;
    this.#hasMethod = false;
    this.#isMany = null;
    this.#isOnlyPing = null;
    const isRead = this.#members(this.#frameMember) && this.#at === end;
    return isRead && this.#isValid() ? this.#call() : null;
  }

  #call(): PingCall {
    return {
      id: this.#id,
      path: this.#isMany === true ? "tracker.updateLocations" : "tracker.updateLocation",
      driverId: this.#driverId,
      fix: {
        lat: this.#lat,
        lng: this.#lng,
        headingDeg: this.#headingDeg,
        speedMps: this.#speedMps,
        accuracyM: this.#accuracyM,
        ageMs: this.#ageMs,
        recordedAt: this.#recordedAtMs,
      },
    };
  }

  /** The rules of `reportedFixSchema`, and that all parts are there and belong together. */
  #isValid(): boolean {
    const isCall = Number.isSafeInteger(this.#id) && this.#hasMethod;
    // The only ping of a batch is named or not, the other procedure's never is.
    const isWhole = this.#isMany !== null && this.#isMany === this.#isOnlyPing;
    const isNameless = this.#isMany === true || this.#driverId === null;
    return (
      isCall &&
      isWhole &&
      isNameless &&
      Math.abs(this.#lat) <= 90 &&
      Math.abs(this.#lng) <= 180 &&
      isWithin(this.#headingDeg, 360) &&
      isWithin(this.#speedMps, MAX_CLAIMED_SPEED_MPS) &&
      isWithin(this.#accuracyM, Number.MAX_VALUE) &&
      (this.#recordedAtMs === null ? this.#ageMs !== null : Number.isSafeInteger(this.#recordedAtMs))
    );
  }

  /** `{`, members that `read` knows, `}`. */
  #members(read: () => boolean): boolean {
    if (!this.#skip(OPEN)) return false;
    do if (!read()) return false;
    while (this.#skip(COMMA));
    return this.#skip(CLOSE);
  }

  readonly #frameMember = (): boolean => {
    if (this.#skip(ID)) return !Number.isNaN((this.#id = this.#number()));
    if (this.#skip(METHOD)) return (this.#hasMethod = true);
    return this.#skip(PARAMS) && this.#members(this.#paramsMember);
  };

  readonly #paramsMember = (): boolean => {
    if (this.#skip(INPUT)) return this.#input();
    if (this.#skip(PATH_OF_ONE)) {
      this.#isMany = false;
      return true;
    }
    return this.#skip(PATH_OF_MANY) && (this.#isMany = true);
  };

  #input(): boolean {
    this.#lat = this.#lng = Number.NaN;
    this.#headingDeg = this.#speedMps = this.#accuracyM = this.#driverId = null;
    this.#ageMs = this.#recordedAtMs = null;
    this.#isOnlyPing = this.#skip(ONLY_PING);
    return this.#members(this.#pingMember) && (!this.#isOnlyPing || this.#skip(END_OF_ONLY_PING));
  }

  readonly #pingMember = (): boolean => {
    if (this.#skip(LAT)) return !Number.isNaN((this.#lat = this.#number()));
    if (this.#skip(LNG)) return !Number.isNaN((this.#lng = this.#number()));
    if (this.#skip(HEADING)) return !Number.isNaN((this.#headingDeg = this.#numberOrNull()));
    if (this.#skip(SPEED)) return !Number.isNaN((this.#speedMps = this.#numberOrNull()));
    if (this.#skip(ACCURACY)) return !Number.isNaN((this.#accuracyM = this.#numberOrNull()));
    if (this.#skip(AGE)) return !Number.isNaN((this.#ageMs = this.#numberOrNull()));
    if (this.#skip(RECORDED_AT)) return !Number.isNaN((this.#recordedAtMs = this.#instantMs()));
    return this.#skip(DRIVER_ID) && (this.#driverId = this.#uuid()) !== null;
  };

  /** Passes the text if it comes next. */
  #skip(text: Uint8Array): boolean {
    const [bytes, at, length] = [this.#bytes, this.#at, text.length];
    if (at + length > this.#end) return false;
    // Members differ in their last letters: most that are not meant fail at once.
    for (let index = length - 1; index >= 0; index -= 1) if (bytes[at + index] !== text[index]) return false;
    this.#at = at + length;
    return true;
  }

  #byte(): number {
    return this.#at < this.#end ? (this.#bytes[this.#at] ?? 0) : 0;
  }

  #numberOrNull(): number | null {
    return this.#skip(NULL) ? null : this.#number();
  }

  /** A JSON number without exponent, the very one that `JSON.parse` answers; NaN for anything else. */
  #number(): number {
    const from = this.#at;
    const isNegative = this.#byte() === MINUS;
    if (isNegative) this.#at += 1;
    const wholeFrom = this.#at;
    const whole = this.#digits(0);
    let digits = this.#at - wholeFrom;
    if (digits === 0 || (digits > 1 && this.#bytes[wholeFrom] === ZERO)) return Number.NaN;
    let mantissa = whole;
    let decimals = 0;
    if (this.#byte() === DOT) {
      this.#at += 1;
      const decimalsFrom = this.#at;
      mantissa = this.#digits(whole);
      decimals = this.#at - decimalsFrom;
      if (decimals === 0) return Number.NaN;
      digits += decimals;
    }
    if (digits > EXACT_DIGITS) return Number(this.#bytes.toString("latin1", from, this.#at));
    const value = mantissa / (POWERS_OF_TEN[decimals] ?? Number.NaN);
    return isNegative ? -value : value;
  }

  /** Appends the digits that follow to `value`. */
  #digits(value: number): number {
    const [bytes, end] = [this.#bytes, this.#end];
    let sum = value;
    let at = this.#at;
    for (; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      sum = sum * 10 + digit;
    }
    this.#at = at;
    return sum;
  }

  /** Milliseconds, or the instant as `Date.toISOString` writes it. */
  #instantMs(): number {
    const text = this.#byte() === QUOTE ? this.#string(ISO_CHARS) : null;
    if (text === null) return this.#number();
    const atMs = Date.parse(text);
    // The thirtieth of February is parsed, too.
    return !Number.isNaN(atMs) && new Date(atMs).toISOString() === text ? atMs : Number.NaN;
  }

  #uuid(): string | null {
    for (let index = 0; index < UUID_CHARS; index += 1) {
      const byte = this.#bytes[this.#at + 1 + index] ?? 0;
      const isDash = index === 8 || index === 13 || index === 18 || index === 23;
      const isHex = (byte >= ZERO && byte <= NINE) || (byte >= LETTER_A && byte <= LETTER_F);
      if (isDash ? byte !== MINUS : !isHex) return null;
    }
    return this.#string(UUID_CHARS);
  }

  /** A string of so many characters, without escapes. */
  #string(chars: number): string | null {
    const from = this.#at + 1;
    const to = from + chars;
    if (to >= this.#end || this.#bytes[this.#at] !== QUOTE || this.#bytes[to] !== QUOTE) return null;
    this.#at = to + 1;
    return this.#bytes.toString("latin1", from, to);
  }
}

function isWithin(value: number | null, most: number): boolean {
  return value === null || (value >= 0 && value <= most);
}
