import { Button } from "@atlas/ui/button";
import { ChoiceList } from "@atlas/ui/choice-list";
import { IconButton } from "@atlas/ui/icon-button";
import { LocaleSwitch } from "@atlas/ui/locale-switch";
import { Popover } from "@atlas/ui/popover";
import { Switch } from "@atlas/ui/switch";
import { Tabs } from "@atlas/ui/tabs";
import { ThemeSwitch } from "@atlas/ui/theme-switch";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { LocateFixed, Plus } from "lucide-react";
import { useState, type ReactNode } from "react";

import { LONG_PLACE, LONG_TEXT, State, States } from "../story-parts.tsx";

const meta: Meta = { title: "Actions" };
export default meta;

export const Buttons: StoryObj = {
  render: () => (
    <States>
      {(["primary", "secondary", "quiet", "danger", "go"] as const).map((variant) => (
        <State key={variant} name={`${variant}: plain, with an icon, busy, disabled`}>
          <div className="flex flex-wrap gap-2">
            <Button variant={variant}>Book</Button>
            <Button variant={variant} icon={<Plus size={18} aria-hidden="true" />}>
              Add
            </Button>
            <Button variant={variant} isBusy>
              Busy
            </Button>
            <Button variant={variant} disabled>
              Disabled
            </Button>
          </div>
        </State>
      ))}
      <State name="sm, md, lg, xl">
        <div className="flex flex-wrap items-center gap-2">
          {(["sm", "md", "lg", "xl"] as const).map((size) => (
            <Button key={size} size={size}>
              Accept
            </Button>
          ))}
        </div>
      </State>
      <State name="wide, with a long text">
        <Button variant="primary" size="lg" isWide>
          {LONG_TEXT}
        </Button>
      </State>
    </States>
  ),
};

export const Popovers: StoryObj = {
  render: () => (
    <States>
      <State name="nothing chosen, something chosen, only an icon, with a long text">
        <div className="flex flex-wrap gap-2">
          <Popover label="Status">{() => <p>Choices of a filter.</p>}</Popover>
          <Popover label="Status: Finished" isActive>
            {(close) => (
              <Button size="sm" onClick={close}>
                Close
              </Button>
            )}
          </Popover>
          <Popover label="Columns" icon={<Plus size={16} aria-hidden="true" />} isLabelHidden>
            {() => <p>Choices of columns.</p>}
          </Popover>
          <Popover label={LONG_TEXT}>{() => <p>{LONG_TEXT}</p>}</Popover>
        </div>
      </State>
    </States>
  ),
};

export const IconButtons: StoryObj = {
  render: () => (
    <States>
      <State name="plain, small, floating, disabled">
        <div className="flex items-center gap-3">
          <IconButton label="Add">
            <Plus aria-hidden="true" />
          </IconButton>
          <IconButton label="Add, small" size="sm">
            <Plus size={18} aria-hidden="true" />
          </IconButton>
          <IconButton label="Where am I" look="floating">
            <LocateFixed aria-hidden="true" />
          </IconButton>
          <IconButton label="Add, disabled" disabled>
            <Plus aria-hidden="true" />
          </IconButton>
        </div>
      </State>
    </States>
  ),
};

function SwitchStates(): ReactNode {
  const [isOn, setIsOn] = useState(true);
  return (
    <States>
      <State name="on and off">
        <Switch label="Sound" isOn={isOn} onChange={setIsOn} />
        <Switch label="Vibration" hint={LONG_TEXT} isOn={!isOn} onChange={(next) => setIsOn(!next)} />
      </State>
      <State name="disabled">
        <Switch label="Sound, always" isOn isDisabled onChange={setIsOn} />
        <Switch label="Sound, never" isOn={false} isDisabled onChange={setIsOn} />
      </State>
    </States>
  );
}
export const Switches: StoryObj = { render: () => <SwitchStates /> };

function ChoiceStates(): ReactNode {
  const [value, setValue] = useState("a");
  const choices = [
    { value: "a", label: "50,000" },
    { value: "b", label: "100,000" },
    { value: "c", label: "Other", isDisabled: true },
  ];
  return (
    <States>
      {(["stack", "row", "grid"] as const).map((layout) => (
        <State key={layout} name={layout}>
          <ChoiceList label={layout} layout={layout} value={value} onChange={setValue} choices={choices} />
        </State>
      ))}
      <State name="long contents">
        <ChoiceList
          label="Places"
          value={value}
          onChange={setValue}
          choices={[
            { value: "a", label: LONG_PLACE },
            { value: "b", label: LONG_TEXT },
          ]}
        />
      </State>
    </States>
  );
}
export const ChoiceLists: StoryObj = { render: () => <ChoiceStates /> };

function TabStates(): ReactNode {
  const [value, setValue] = useState("Hari ini");
  const names = ["Hari ini", "Minggu ini", "Riwayat penarikan", "Rekening bank"];
  return (
    <States>
      <State name="more than a phone is wide">
        <Tabs
          label="Range"
          value={value}
          onChange={setValue}
          tabs={names.map((name) => ({ value: name, label: name, content: <p>{name}</p> }))}
        />
      </State>
    </States>
  );
}
export const TabBars: StoryObj = { render: () => <TabStates /> };

export const Preferences: StoryObj = {
  render: () => (
    <States>
      <State name="language">
        <LocaleSwitch />
      </State>
      <State name="theme">
        <ThemeSwitch />
      </State>
    </States>
  ),
};
