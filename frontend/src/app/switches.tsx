import { Check, Languages, Moon, Sun, SunMoon } from 'lucide-react';
import { useTranslation } from 'react-i18next';

import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { isLanguage, languages } from '@/i18n';

import { setPreferences, usePreferences, type Theme } from './preferences';

const themes: { theme: Theme; icon: typeof Sun }[] = [
  { theme: 'system', icon: SunMoon },
  { theme: 'light', icon: Sun },
  { theme: 'dark', icon: Moon },
];

export function ThemeMenu() {
  const { t } = useTranslation();
  const chosen = usePreferences((state) => state.theme);
  const Icon = themes.find(({ theme }) => theme === chosen)?.icon ?? SunMoon;
  return (
    <Menu
      trigger={
        <IconButton label={t('theme.label')}>
          <Icon aria-hidden />
        </IconButton>
      }
    >
      {themes.map(({ theme, icon: ThemeIcon }) => (
        <MenuItem key={theme} onSelect={() => setPreferences({ theme })}>
          <ThemeIcon aria-hidden />
          {t(`theme.${theme}`)}
          {theme === chosen ? <Check aria-label={t('common.chosen')} className="ml-auto" /> : null}
        </MenuItem>
      ))}
    </Menu>
  );
}

export function LanguageMenu() {
  const { t } = useTranslation();
  const chosen = usePreferences((state) => state.language);
  return (
    <Menu
      trigger={
        <IconButton label={t('language.label')}>
          <Languages aria-hidden />
        </IconButton>
      }
    >
      {Object.entries(languages).map(([code, name]) => (
        <MenuItem
          key={code}
          lang={code}
          onSelect={() => isLanguage(code) && setPreferences({ language: code })}
        >
          {name}
          {code === chosen ? <Check aria-label={t('common.chosen')} className="ml-auto" /> : null}
        </MenuItem>
      ))}
    </Menu>
  );
}
