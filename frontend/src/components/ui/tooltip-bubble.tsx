import { Popover as Radix } from 'radix-ui';
import { useMemo } from 'react';

import type { Tip } from './tooltip';

// The bubble beside what is pointed at. It is never focused, and Escape closes it. The name of what
// it explains is read out already, so it is hidden from screen readers.
export function Bubble({ tip, onClose }: { tip: Tip | null; onClose: () => void }) {
  const anchor = useMemo(() => ({ current: tip?.anchor ?? document.body }), [tip]);
  const stay = (event: Event) => {
    event.preventDefault();
  };
  return (
    <Radix.Root open={tip !== null}>
      <Radix.Anchor virtualRef={anchor} />
      <Radix.Portal>
        <Radix.Content
          aria-hidden
          side="top"
          sideOffset={6}
          collisionPadding={8}
          className="pointer-events-none z-50 max-w-64 animate-fade rounded-md bg-ink px-2.5 py-1.5 text-xs text-ground"
          onOpenAutoFocus={stay}
          onCloseAutoFocus={stay}
          onEscapeKeyDown={onClose}
        >
          {tip?.text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
