// What the user chose for this browser; other tabs follow at once.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

import { browserLanguage, switchLanguage, type Language } from '@/i18n';
import { shareBetweenTabs } from '@/lib/tabs';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

interface Preferences {
  theme: Theme;
  language: Language;
  shortcuts: boolean; // single-key shortcuts; WCAG 2.1.4 wants them to be optional
  artist: string; // written into new songs
}

export const usePreferences = create<Preferences>()(
  persist(
    (): Preferences => ({
      theme: 'system',
      language: browserLanguage(),
      shortcuts: true,
      artist: '',
    }),
    { name: 'musicgen.preferences' },
  ),
);

export const setPreferences = (change: Partial<Preferences>) => usePreferences.setState(change);

function applyTheme(theme: Theme) {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
}

// Keeps the page as the preferences say, from now on.
export function applyPreferences() {
  shareBetweenTabs(usePreferences);
  applyTheme(usePreferences.getState().theme);
  usePreferences.subscribe((now, before) => {
    if (now.theme !== before.theme) applyTheme(now.theme);
    if (now.language !== before.language) void switchLanguage(now.language);
  });
}
