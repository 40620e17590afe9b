/** What a gateway knows of push: it subscribes browsers, and sends nothing. */
export interface PushContext {
  readonly push: {
    /** Null where nothing is pushed. */
    readonly publicKey: string | null;
    /** See `isPushService`; null but in tests. */
    readonly testHost: string | null;
  };
}
