import {
  cloneElement,
  lazy,
  Suspense,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from 'react';
import { create } from 'zustand';

export interface Tip {
  text: ReactNode;
  anchor: Element;
}

const useTip = create<{ tip: Tip | null; any: boolean }>(() => ({ tip: null, any: false }));

const show = (tip: Tip) => {
  useTip.setState({ tip, any: true });
};
const hide = () => {
  useTip.setState({ tip: null });
};

interface Handlers {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void;
  onPointerDown?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
}

// Shows more about one focusable child; never the only place where its name stands. All share one
// TooltipHost, so that what places it on the screen is loaded only once somebody points at something.
export function Tooltip({ text, children }: { text: ReactNode; children: ReactElement<Handlers> }) {
  const own = children.props;
  return cloneElement(children, {
    onPointerEnter: (event) => {
      own.onPointerEnter?.(event);
      if (event.pointerType === 'mouse') show({ text, anchor: event.currentTarget });
    },
    onPointerLeave: (event) => {
      own.onPointerLeave?.(event);
      hide();
    },
    onPointerDown: (event) => {
      own.onPointerDown?.(event);
      hide();
    },
    onFocus: (event) => {
      own.onFocus?.(event);
      if (event.currentTarget.matches(':focus-visible')) {
        show({ text, anchor: event.currentTarget });
      }
    },
    onBlur: (event) => {
      own.onBlur?.(event);
      hide();
    },
  });
}

const Bubble = lazy(() =>
  import('./tooltip-bubble').then((module) => ({ default: module.Bubble })),
);

// Stands once in the app.
export function TooltipHost() {
  const { tip, any } = useTip();
  return <Suspense>{any ? <Bubble tip={tip} onClose={hide} /> : null}</Suspense>;
}
