"use client";
export { ErrorPage as default } from "@atlas/ui/error-page";
