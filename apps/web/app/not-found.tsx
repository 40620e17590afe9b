export { NotFoundPage as default } from "@atlas/features/not-found-page";
