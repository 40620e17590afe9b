declare global {
  namespace NodeJS {
    interface ProcessEnv {
      /** Of one build of an app: `next-config.ts` writes it into pages and server alike. */
      ATLAS_BUILD?: string;
    }
  }
}

/** The build that this page, or this server, is of; undefined in development. */
export const BUILD = process.env.NODE_ENV === "production" ? process.env.ATLAS_BUILD : undefined;
