import { setPreferences, usePreferences } from '@/app/preferences';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useTranslation } from '@/i18n';

import { Section } from './section';

const longestArtist = 300; // the server's rule

export function NewSongs() {
  const { t } = useTranslation();
  const artist = usePreferences((state) => state.artist);
  return (
    <Section title={t('settings.newSongs')}>
      <Field label={t('settings.artist')} hint={t('settings.artistHint')} className="max-w-md">
        <Input
          autoComplete="off"
          maxLength={longestArtist}
          value={artist}
          onChange={({ target }) => setPreferences({ artist: target.value })}
        />
      </Field>
    </Section>
  );
}
