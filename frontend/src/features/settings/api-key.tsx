import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { api, unwrap } from '@/api/client';
import { useConnection } from '@/api/connection';
import { problemText } from '@/api/problem';
import { systemQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { useTranslation } from '@/i18n';

import { Section } from './section';

// The key is exchanged for an HttpOnly cookie and then forgotten: no script can read it.
export function ApiKey() {
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
  const refused = useConnection((state) => state.needsKey);
  if (!refused && data?.needs_key !== true) return null;
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
          className="sm:mt-[1.875rem]"
          disabled={session.isPending || key.trim() === ''}
        >
          {t('settings.keyUse')}
        </Button>
      </form>
    </Section>
  );
}
