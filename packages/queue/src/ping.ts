/** One GPS fix of a driver, as it travels from the gateway to the worker. */
export interface Ping {
  /** UUID */
  readonly driverId: string;
  readonly lat: number;
  readonly lng: number;
  /** Null for what the phone does not know; degrees (0 to 360), m/s (0 to 120), metres. */
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly accuracyM: number | null;
  /** When the device measured it, epoch milliseconds. */
  readonly recordedAtMs: number;
  /** When the gateway received it, epoch milliseconds; the start of the ping's age. */
  readonly receivedAtMs: number;
  /** The phone says that the position is invented: shown on maps, no evidence of anything. */
  readonly isMock?: boolean;
}
