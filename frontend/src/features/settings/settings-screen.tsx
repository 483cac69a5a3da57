import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { api, unwrap } from '@/api/client';
import { problemText } from '@/api/problem';
import { systemQuery } from '@/api/queries';
import { setPreferences, usePreferences } from '@/app/preferences';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Card, Page } from '@/components/ui/surface';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { isLanguage, languages, useTranslation } from '@/i18n';
import { formatBytes } from '@/lib/format';

export function SettingsScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t('settings.title')}>
      <div className="flex max-w-3xl flex-col gap-6">
        <Appearance />
        <ApiKey />
        <About />
      </div>
    </Page>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card className="flex flex-col gap-5 p-5 sm:p-6">
      <h2 className="text-lg">{title}</h2>
      {children}
    </Card>
  );
}

function Appearance() {
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
          options={[
            { value: 'system', label: t('theme.system') },
            { value: 'light', label: t('theme.light') },
            { value: 'dark', label: t('theme.dark') },
          ]}
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

// The key is exchanged for an HttpOnly cookie and then forgotten: no script can read it.
function ApiKey() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [key, setKey] = useState('');
  const session = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/session', { headers: { Authorization: `Bearer ${key.trim()}` } })),
    onSuccess: async () => {
      setKey('');
      toast.done(t('settings.keyAccepted'));
      await client.invalidateQueries();
    },
  });
  const { data } = useQuery(systemQuery);
  if (data && !data.needs_key) return null;
  return (
    <Section title={t('settings.key')}>
      <form
        className="flex flex-wrap items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          session.mutate();
        }}
      >
        <Field
          label={t('settings.keyLabel')}
          hint={t('settings.keyHint')}
          error={session.error ? problemText(session.error) : undefined}
          className="grow"
        >
          <Input
            type="password"
            autoComplete="current-password"
            value={key}
            onChange={({ target }) => setKey(target.value)}
          />
        </Field>
        <Button
          type="submit"
          look="primary"
          className="mt-[1.875rem]"
          disabled={session.isPending || key.trim() === ''}
        >
          {t('settings.keyUse')}
        </Button>
      </form>
    </Section>
  );
}

function About() {
  const { t, language } = useTranslation();
  const { data } = useQuery(systemQuery);
  if (!data) return null;
  const size = (bytes: number) => formatBytes(bytes, language);
  const facts: [string, string][] = [
    [t('settings.version'), data.version],
    [
      t('settings.device'),
      `${data.device.name.toUpperCase()}, ${t('settings.cores', { count: data.device.cores })}`,
    ],
    [t('settings.memory'), size(data.device.memory_bytes)],
    [
      t('settings.storage'),
      t('settings.free', {
        free: size(data.storage.free_bytes),
        total: size(data.storage.total_bytes),
      }),
    ],
  ];
  return (
    <Section title={t('settings.about')}>
      <dl className="grid gap-4 text-sm sm:grid-cols-2">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="text-ink-soft">{name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
