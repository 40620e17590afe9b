import { BankAccountFields, useBankAccountDraft } from "@atlas/ui/bank-account-fields";
import { Button } from "@atlas/ui/button";
import { Input, Select } from "@atlas/ui/field";
import { CodeInput } from "@atlas/ui/code-input";
import { PasswordInput } from "@atlas/ui/password-input";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { Search } from "lucide-react";
import type { ReactNode } from "react";

import { LONG_PLACE, LONG_TEXT, State, States } from "../story-parts.tsx";

const meta: Meta = { title: "Fields" };
export default meta;

const CITIES = [
  { value: "a", label: "Jakarta" },
  { value: "b", label: LONG_PLACE },
];

export const Inputs: StoryObj = {
  render: () => (
    <States>
      <State name="empty, with a hint">
        <Input label="Pickup" placeholder="Where from?" hint={LONG_TEXT} />
      </State>
      <State name="filled, with an icon">
        <Input label="Pickup" defaultValue={LONG_PLACE} trailing={<Search size={20} aria-hidden="true" />} />
      </State>
      <State name="wrong">
        <Input label="E-mail" defaultValue="budi@" error="This is no e-mail address." />
      </State>
      <State name="disabled">
        <Input label="Name" defaultValue="Budi" disabled />
      </State>
      <State name="small, its label for assistive technology only">
        <Input label="Search" inputSize="sm" isLabelHidden placeholder="Search" />
      </State>
      <State name="password">
        <CodeInput label="Code" />
        <PasswordInput label="Password" defaultValue="correct horse" />
      </State>
    </States>
  ),
};

export const Selects: StoryObj = {
  render: () => (
    <States>
      <State name="chosen">
        <Select label="City" options={CITIES} defaultValue="b" />
      </State>
      <State name="wrong">
        <Select label="City" options={CITIES} error="Choose a city." />
      </State>
      <State name="disabled, small">
        <Select label="City" options={CITIES} disabled />
        <Select label="City" options={CITIES} inputSize="sm" isLabelHidden />
      </State>
    </States>
  ),
};

function BankStates(): ReactNode {
  const draft = useBankAccountDraft();
  return (
    <States>
      <State name="what is wrong stands at its field">
        <div className="flex flex-col gap-4">
          <BankAccountFields {...draft} />
          <Button variant="primary" onClick={() => draft.check()}>
            Check
          </Button>
        </div>
      </State>
    </States>
  );
}
export const BankAccounts: StoryObj = { render: () => <BankStates /> };
