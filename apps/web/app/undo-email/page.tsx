export { metadata, Page as default } from "@atlas/features/pages/undo-email";
