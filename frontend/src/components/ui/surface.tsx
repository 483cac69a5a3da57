import type { ComponentProps, ReactNode } from 'react';

import { cn } from '@/lib/cn';

export function Card({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={cn('rounded-2xl border border-line bg-panel', className)} {...rest} />;
}

export function Badge({ className, ...rest }: ComponentProps<'span'>) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1 rounded-md bg-mark-form px-1.5 py-0.5 text-xs font-medium whitespace-nowrap',
        className,
      )}
      {...rest}
    />
  );
}

export function Skeleton({ className, ...rest }: ComponentProps<'div'>) {
  return (
    <div aria-hidden className={cn('animate-pulse rounded-lg bg-line/70', className)} {...rest} />
  );
}

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children: ReactNode; // what to do about it
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-16 text-center">
      <div
        aria-hidden
        className="mb-1 grid size-14 place-items-center rounded-2xl bg-accent-soft text-accent-ink [&_svg]:size-6"
      >
        {icon}
      </div>
      <h2 className="text-xl">{title}</h2>
      <div className="text-ink-soft">{children}</div>
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

// The frame of every screen: its heading and its width.
export function Page({ title, lead, actions, className, children }: PageProps) {
  return (
    <div className={cn('mx-auto w-full max-w-6xl px-4 pt-6 pb-12 sm:px-8 sm:pt-10', className)}>
      <title>{`${title} · MusicGen Local`}</title>
      <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3 sm:mb-8">
        <div className="min-w-0">
          <h1 className="text-3xl sm:text-4xl">{title}</h1>
          {lead ? <p className="mt-2 max-w-prose text-ink-soft">{lead}</p> : null}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}
