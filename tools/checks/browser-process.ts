/** Next's client modules read `process.env` when they are imported; its builds fill that in. */
Object.assign(globalThis, { process: { env: {} } });
