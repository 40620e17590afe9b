import { pageHeaders } from "@atlas/ui/server/page-headers";
import { type NextRequest, NextResponse } from "next/server";

/** Runs before every response of an app. */
export function proxy(request: NextRequest): NextResponse {
  return NextResponse.next(pageHeaders(request, process.env));
}
