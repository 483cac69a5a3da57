import { Languages, Moon, Sun, SunMoon } from 'lucide-react';

import { IconSelect } from '@/components/ui/icon-select';
import { languageCodes, languages, useTranslation } from '@/i18n';

import { setPreferences, themes, usePreferences } from './preferences';

const icons = { system: SunMoon, light: Sun, dark: Moon };

export function ThemeSwitch() {
  const { t } = useTranslation();
  const theme = usePreferences((state) => state.theme);
  const Icon = icons[theme];
  return (
    <IconSelect
      label={t('theme.label')}
      icon={<Icon aria-hidden />}
      value={theme}
      options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
      onChange={(chosen) => setPreferences({ theme: chosen })}
    />
  );
}

export function LanguageSwitch() {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  return (
    <IconSelect
      label={t('language.label')}
      icon={<Languages aria-hidden />}
      value={language}
      options={languageCodes.map((value) => ({ value, lang: value, label: languages[value] }))}
      onChange={(chosen) => setPreferences({ language: chosen })}
    />
  );
}
