import { Link, Outlet } from '@tanstack/react-router';
import { Keyboard } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

import { IconButton } from '@/components/ui/icon-button';
import { PlayerBar } from '@/features/player/player-bar';
import { useOpenJobCount } from '@/features/queue/use-open-jobs';
import { useTranslation } from '@/i18n';

import { Banner } from './banner';
import { Logo } from './logo';
import { places } from './navigation';
import { useShortcuts } from './shortcuts';
import { LanguageSwitch, ThemeSwitch } from './switches';

const ShortcutSheet = lazy(() =>
  import('./shortcut-sheet').then((module) => ({ default: module.ShortcutSheet })),
);

// What stands around every screen: navigation, banner, player.
export function Shell() {
  const { t } = useTranslation();
  const [sheetOpen, setSheetOpen] = useState(false);
  useShortcuts({ openSheet: () => setSheetOpen(true) });

  const tools = (
    <>
      <ThemeSwitch />
      <LanguageSwitch />
      <IconButton label={t('shortcuts.title')} onClick={() => setSheetOpen(true)}>
        <Keyboard aria-hidden />
      </IconButton>
    </>
  );

  return (
    <div className="min-h-dvh pb-[calc(var(--bar-height)+4rem)] lg:pb-[var(--bar-height)] lg:pl-56 2xl:pl-64">
      <a
        href="#main"
        className="sr-only rounded-lg bg-ink px-4 py-2 text-ground focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
      >
        {t('nav.skip')}
      </a>

      <header className="fixed inset-y-0 left-0 z-20 hidden w-56 flex-col border-r border-line bg-sunken px-3 pt-5 pb-[calc(var(--bar-height)+0.75rem)] lg:flex 2xl:w-64">
        <Brand className="mb-6 px-2" />
        <nav aria-label={t('nav.label')} className="flex grow flex-col gap-0.5">
          {places.map((place) => (
            <SideLink key={place.to} place={place} />
          ))}
        </nav>
        <div className="flex gap-1">{tools}</div>
      </header>

      <header className="flex items-center justify-between gap-2 px-4 pt-3 lg:hidden">
        <Brand />
        <div className="flex">{tools}</div>
      </header>

      <Banner />
      <main id="main" tabIndex={-1} className="outline-none">
        <Outlet />
      </main>

      <div className="fixed inset-x-0 bottom-0 z-30">
        <PlayerBar />
        <nav
          aria-label={t('nav.label')}
          className="grid h-16 grid-cols-5 border-t border-line bg-sunken pb-[env(safe-area-inset-bottom)] lg:hidden"
        >
          {places.map((place) => (
            <TabLink key={place.to} place={place} />
          ))}
        </nav>
      </div>
      <Suspense>{sheetOpen ? <ShortcutSheet open onOpenChange={setSheetOpen} /> : null}</Suspense>
    </div>
  );
}

function Brand({ className }: { className?: string }) {
  return (
    <Link to="/" className={className}>
      <span className="flex items-center gap-2.5 font-display text-[1.0625rem] font-semibold tracking-tight">
        <Logo className="size-7" />
        MusicGen
      </span>
    </Link>
  );
}

interface LinkProps {
  place: (typeof places)[number];
}

function SideLink({ place: { to, name, icon: Icon } }: LinkProps) {
  const { t } = useTranslation();
  return (
    <Link
      to={to}
      activeOptions={{ exact: to === '/' }}
      className="flex h-10 items-center gap-3 rounded-lg px-3 text-sm font-medium text-ink-soft transition-colors hover:bg-panel/70 hover:text-ink data-[status=active]:bg-raised data-[status=active]:text-ink data-[status=active]:shadow-sm"
    >
      <Icon aria-hidden className="size-[1.125rem]" />
      {t(`nav.${name}`)}
      {name === 'queue' ? <OpenJobs className="ml-auto" /> : null}
    </Link>
  );
}

function TabLink({ place: { to, name, icon: Icon } }: LinkProps) {
  const { t } = useTranslation();
  return (
    <Link
      to={to}
      activeOptions={{ exact: to === '/' }}
      className="relative flex min-w-0 flex-col items-center justify-center gap-1 text-[0.6875rem] text-ink-soft data-[status=active]:font-semibold data-[status=active]:text-accent-ink"
    >
      <Icon aria-hidden className="size-5" />
      <span className="max-w-full truncate px-1">{t(`nav.${name}`)}</span>
      {name === 'queue' ? <OpenJobs className="absolute top-1.5 left-[calc(50%+0.5rem)]" /> : null}
    </Link>
  );
}

function OpenJobs({ className }: { className: string }) {
  const { t } = useTranslation();
  const count = useOpenJobCount();
  if (count === 0) return null;
  return (
    <span className={className}>
      <span
        aria-hidden
        className="grid h-5 min-w-5 place-items-center rounded-full bg-accent px-1.5 text-[0.6875rem] font-semibold text-on-accent tabular"
      >
        {count}
      </span>
      <span className="sr-only">{t('queue.open', { count })}</span>
    </span>
  );
}
