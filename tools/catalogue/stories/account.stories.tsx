import { AnswerLinkPage } from "@atlas/ui/account/answer-link-page";
import { DeviceRow } from "@atlas/ui/account/device-row";
import { DevicesSection } from "@atlas/ui/account/devices-section";
import { EmailSection } from "@atlas/ui/account/email-section";
import { ForgotPasswordPage } from "@atlas/ui/account/forgot-password-page";
import { PasswordSection } from "@atlas/ui/account/password-section";
import { ResetPasswordPage } from "@atlas/ui/account/reset-password-page";
import { VerifyEmailPage } from "@atlas/ui/account/verify-email-page";
import { YourDataSection } from "@atlas/ui/account/your-data-section";
import { SecondFactorForm } from "@atlas/ui/second-factor-form";
import { SessionGate } from "@atlas/ui/client/session-gate";
import { SignInForm } from "@atlas/ui/sign-in-form";
import { SignUpForm } from "@atlas/ui/sign-up-form";
import type { Meta, StoryObj } from "@storybook/react-vite";

import { State, States } from "../story-parts.tsx";

const meta: Meta = { title: "Account" };
export default meta;

const SESSION_PATH = "/auth/web/get-session";
const SIGNED_IN = {
  session: { id: "s1", userId: "u1", token: "t", expiresAt: "2099-01-01T00:00:00Z" },
  user: { id: "u1", name: "Budi", email: "raden.mas.suryadiningrat@surat.contoh.co.id" },
};
const SEEN = { address: "203.0.113.7", signedInAt: "2026-01-01T00:00:00Z", lastSeenAt: "2026-01-01T00:00:00Z" };
const done = async (): Promise<null> => null;
const CALLS = {
  sessions: async () => ({
    items: [
      { ...SEEN, sessionId: "1", browser: "Chrome", system: "Android", isThisOne: true },
      { ...SEEN, sessionId: "2", browser: null, system: null, isThisOne: false },
    ],
  }),
  endSession: done,
  signOutElsewhere: done,
};

export const Forms: StoryObj = {
  render: () => (
    <States>
      <State name="sign in">
        <SignInForm />
      </State>
      <State name="the second factor">
        <SecondFactorForm onBack={() => {}} />
      </State>
      <State name="make an account">
        <SignUpForm />
      </State>
    </States>
  ),
};

export const Sections: StoryObj = {
  parameters: { gateway: { [SESSION_PATH]: SIGNED_IN } },
  render: () => (
    <States>
      <EmailSection />
      <PasswordSection />
      <DevicesSection calls={CALLS} />
      <YourDataSection deleteAccount={done} />
    </States>
  ),
};

export const DevicesThatLoad: StoryObj = {
  render: () => (
    <States>
      <DevicesSection calls={{ ...CALLS, sessions: async () => new Promise(() => {}) }} />
    </States>
  ),
};

export const DevicesOfSomebody: StoryObj = {
  render: () => (
    <States>
      <State name="one known, one not">
        <ul className="flex flex-col gap-4">
          <DeviceRow
            session={{ ...SEEN, sessionId: "1", browser: "Firefox", system: "Windows", isThisOne: false }}
            onEnd={() => {}}
          />
          <DeviceRow
            session={{ ...SEEN, sessionId: "2", browser: null, system: null, address: null, isThisOne: false }}
            onEnd={() => {}}
          />
        </ul>
      </State>
    </States>
  ),
};

export const ForgotPassword: StoryObj = { render: () => <ForgotPasswordPage /> };
export const ResetWithoutLink: StoryObj = { render: () => <ResetPasswordPage /> };
export const VerifyWithoutLink: StoryObj = { render: () => <VerifyEmailPage /> };
export const AnswerWithoutLink: StoryObj = { render: () => <AnswerLinkPage path="confirm-email" /> };

const gate = (
  <SessionGate signedOut={<p className="p-5">The sign-in page</p>}>
    <p className="p-5">The page</p>
  </SessionGate>
);
export const GateThatAsks: StoryObj = { parameters: { gateway: { [SESSION_PATH]: "never" } }, render: () => gate };
export const GateWithoutAnswer: StoryObj = {
  parameters: { gateway: { [SESSION_PATH]: "unreachable" } },
  render: () => gate,
};
