/** Chromium's event; not in the DOM types. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

function isInstallEvent(event: Event): event is InstallEvent {
  return "prompt" in event && typeof event.prompt === "function";
}

/** Keeps the browser's offer to install the app until its user asks for it. */
class InstallPrompt {
  #event: InstallEvent | null = null;
  readonly #listeners = new Set<() => void>();

  constructor() {
    if (typeof window === "undefined") return;
    addEventListener("beforeinstallprompt", (event) => {
      if (!isInstallEvent(event)) return;
      event.preventDefault();
      this.#keep(event);
    });
    addEventListener("appinstalled", () => this.#keep(null));
  }

  get isReady(): boolean {
    return this.#event !== null;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async show(): Promise<void> {
    const event = this.#event;
    this.#keep(null);
    await event?.prompt();
  }

  #keep(event: InstallEvent | null): void {
    this.#event = event;
    for (const listener of this.#listeners) listener();
  }
}

export const installPrompt = new InstallPrompt();
