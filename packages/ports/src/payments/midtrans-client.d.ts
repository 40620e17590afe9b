/** As far as Atlas uses it: the client has no types of its own. */
declare module "midtrans-client" {
  interface Options {
    readonly isProduction: boolean;
    readonly serverKey: string;
    readonly clientKey: string;
  }
  interface Client {
    /** Axios's, whose defaults may be set. */
    readonly httpClient: { readonly http_client: { readonly defaults: object } };
  }
  export class Snap implements Client {
    constructor(options: Options);
    readonly httpClient: Client["httpClient"];
    createTransaction(parameter: object): Promise<unknown>;
  }
  export class CoreApi implements Client {
    constructor(options: Options);
    readonly httpClient: Client["httpClient"];
    readonly transaction: {
      status(id: string): Promise<unknown>;
      refund(id: string, parameter: object): Promise<unknown>;
    };
    charge(parameter: object): Promise<unknown>;
  }
}
