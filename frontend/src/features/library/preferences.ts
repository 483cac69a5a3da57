// How the library is shown in this browser.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

import { shareBetweenTabs } from '@/lib/tabs';

import type { View } from './virtual-tracks';

export const useLibraryView = create<{ view: View }>()(
  persist((): { view: View } => ({ view: 'list' }), { name: 'musicgen.library' }),
);
shareBetweenTabs(useLibraryView);
