import { QueryClient } from '@tanstack/react-query';

import { Problem } from '@/api/problem';

// Only what may pass by itself is worth another try.
const mayPass = (error: unknown) =>
  !(error instanceof Problem) || error.status === 0 || error.status >= 500;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The server may be on this machine while the machine has no network.
      networkMode: 'always',
      staleTime: 10_000,
      retry: (failures, error) => mayPass(error) && failures < 2,
    },
    mutations: { networkMode: 'always' },
  },
});
