import { Button } from "@atlas/ui/button";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { MapStage } from "@atlas/ui/map-stage";
import { Palette } from "@atlas/ui/palette";
import { Sheet } from "@atlas/ui/sheet";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { StepHeading } from "@atlas/ui/step-heading";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { Car } from "lucide-react";
import { useState, type ReactNode } from "react";

import { JAKARTA, LONG_PLACE, LONG_TEXT } from "../story-parts.tsx";

const meta: Meta = { title: "Surfaces" };
export default meta;

const ROWS = [1, 2, 3, 4, 5, 6];
const ignore = (): void => {};

function Question(): ReactNode {
  const [isOpen, setIsOpen] = useState(true);
  const close = (): void => setIsOpen(false);
  return (
    <div className="p-5">
      <Button onClick={() => setIsOpen(true)}>Ask</Button>
      <Dialog
        isOpen={isOpen}
        onClose={close}
        title="Cancel this trip?"
        description={LONG_TEXT}
        actions={
          <>
            <Button onClick={close}>Keep it</Button>
            <Button variant="danger" onClick={close}>
              Cancel the trip
            </Button>
          </>
        }
      >
        <Input label="Why?" placeholder="A reason, if you like" />
      </Dialog>
    </div>
  );
}
export const Dialogs: StoryObj = { render: () => <Question /> };

export const SheetOverMap: StoryObj = {
  render: () => (
    <MapStage map={<AtlasMap city={JAKARTA} />}>
      <Sheet
        label="Plan"
        header={<StepHeading title="Where to?" hint={LONG_PLACE} onBack={ignore} />}
        footer={
          <Button variant="primary" size="lg" isWide>
            Book for Rp 40.000
          </Button>
        }
      >
        {ROWS.map((row) => (
          <p key={row} className="border-b border-line py-3">
            {LONG_PLACE}
          </p>
        ))}
      </Sheet>
    </MapStage>
  ),
};

export const SheetThatLoads: StoryObj = {
  render: () => (
    <MapStage map={<AtlasMap city={null} />}>
      <Sheet label="Trip">
        <SkeletonRows rows={3} label="Loading" />
      </Sheet>
    </MapStage>
  ),
};

function FoundThings(): ReactNode {
  const [text, setText] = useState("budi");
  const row = (key: string, label: string, hint?: string) => ({
    key,
    icon: <Car size={18} />,
    label,
    hint,
    onSelect: ignore,
  });
  return (
    <Palette
      title="Search everything"
      placeholder="Name, phone, plate, place, id …"
      onClose={ignore}
      text={text}
      onText={setText}
      isLoading={false}
      groups={[
        {
          key: "people",
          title: "People",
          items: [row("1", "Budi Santoso", "Rider · +62 812-3456-7890"), row("2", LONG_TEXT, LONG_TEXT)],
        },
        { key: "actions", title: "Actions", items: [row("3", "Suspend Budi Santoso")] },
      ]}
    />
  );
}
export const Search: StoryObj = { render: () => <FoundThings /> };
