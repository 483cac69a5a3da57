import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';

const look = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap select-none transition-colors disabled:pointer-events-none disabled:opacity-45 aria-disabled:opacity-50 [&_svg]:size-[1.125em] [&_svg]:shrink-0',
  {
    variants: {
      look: {
        primary:
          'bg-accent text-on-accent hover:bg-accent-strong active:translate-y-px font-semibold disabled:bg-line disabled:text-ink-soft',
        secondary:
          'border border-line-strong/60 bg-raised text-ink hover:border-line-strong hover:bg-sunken',
        quiet: 'text-ink-soft hover:bg-sunken hover:text-ink',
        danger: 'bg-danger-soft text-danger hover:brightness-95',
      },
      size: {
        sm: 'h-8 px-3 text-sm',
        md: 'h-10 px-4 text-sm',
        lg: 'h-12 px-6 text-base',
        icon: 'size-10 text-lg',
        'icon-sm': 'size-8 text-base',
      },
    },
    defaultVariants: { look: 'secondary', size: 'md' },
  },
);

interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof look> {
  asChild?: boolean; // gives the look to the one child, such as a link
}

export function Button({ look: chosen, size, asChild, className, type, ...rest }: ButtonProps) {
  const Element = asChild ? Slot.Root : 'button';
  return (
    <Element
      type={asChild ? undefined : (type ?? 'button')}
      className={cn(look({ look: chosen, size }), className)}
      {...rest}
    />
  );
}
