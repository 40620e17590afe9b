import { Button } from "@atlas/ui/button";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { MapStage } from "@atlas/ui/map-stage";
import { Sheet } from "@atlas/ui/sheet";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { StepHeading } from "@atlas/ui/step-heading";
import type { Meta, StoryObj } from "@storybook/react-vite";
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
