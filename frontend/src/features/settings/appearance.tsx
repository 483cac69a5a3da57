import { setPreferences, themes, usePreferences } from '@/app/preferences';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Switch } from '@/components/ui/switch';
import { isLanguage, languages, useTranslation } from '@/i18n';

import { Section } from './section';

export function Appearance() {
  const { t } = useTranslation();
  const { theme, language, shortcuts } = usePreferences();
  return (
    <Section title={t('settings.appearance')}>
      <div className="flex flex-col gap-1.5">
        <span className="text-sm font-medium">{t('theme.label')}</span>
        <Segmented
          label={t('theme.label')}
          value={theme}
          className="self-start"
          options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
          onChange={(chosen) => setPreferences({ theme: chosen })}
        />
      </div>
      <Field label={t('language.label')} className="max-w-xs">
        <Select
          value={language}
          onChange={({ target }) =>
            isLanguage(target.value) && setPreferences({ language: target.value })
          }
        >
          {Object.entries(languages).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Switch
        label={t('shortcuts.enabled')}
        hint={t('shortcuts.enabledHint')}
        checked={shortcuts}
        onChange={(checked) => setPreferences({ shortcuts: checked })}
      />
    </Section>
  );
}
