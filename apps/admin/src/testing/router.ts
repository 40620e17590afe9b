import { vi } from "vitest";

/** The router of pages in component tests, which share their modules: where a press or a key leads. */
export const push = vi.fn<(href: string) => void>();
