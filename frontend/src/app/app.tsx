import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';

import { followEvents } from '@/api/events';
import { useToasts } from '@/components/ui/toast';
import { TooltipHost } from '@/components/ui/tooltip';
import { player } from '@/features/player/player';

import { ErrorBoundary } from './error-boundary';
import { queryClient } from './query-client';
import { router } from './router';

const Toaster = lazy(() =>
  import('@/components/ui/toaster').then((module) => ({ default: module.Toaster })),
);

// Loaded with the first message.
function Toasts() {
  const any = useToasts((state) => state.nextId > 1);
  return <Suspense>{any ? <Toaster /> : null}</Suspense>;
}

export function App() {
  useEffect(() => followEvents(queryClient, (track) => player.refresh(track)), []);
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toasts />
        <TooltipHost />
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
