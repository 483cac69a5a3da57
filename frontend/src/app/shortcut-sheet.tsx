import { Dialog } from '@/components/ui/dialog';
import { Switch } from '@/components/ui/switch';
import { useTranslation } from '@/i18n';

import { places } from './navigation';
import { setPreferences, usePreferences } from './preferences';
import { shortcuts } from './shortcuts';

interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ShortcutSheet({ open, onOpenChange }: SheetProps) {
  const { t } = useTranslation();
  const enabled = usePreferences((state) => state.shortcuts);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('shortcuts.title')}>
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        <Group name={t('shortcuts.player')}>
          {shortcuts.map(({ keys, name }) => (
            <Row key={name} keys={keys} name={t(`shortcuts.${name}`)} />
          ))}
        </Group>
        <Group name={t('shortcuts.go')}>
          {places.map(({ name, key }) => (
            <Row key={name} keys={['G', key.toUpperCase()]} name={t(`nav.${name}`)} />
          ))}
        </Group>
      </div>
      <div className="mt-6 border-t border-line pt-4">
        <Switch
          label={t('shortcuts.enabled')}
          hint={t('shortcuts.enabledHint')}
          checked={enabled}
          onChange={(checked) => setPreferences({ shortcuts: checked })}
        />
      </div>
    </Dialog>
  );
}

function Group({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-sm text-ink-soft">{name}</h3>
      <dl className="flex flex-col gap-2">{children}</dl>
    </section>
  );
}

function Row({ keys, name }: { keys: readonly string[]; name: string }) {
  return (
    <div className="flex items-center justify-between gap-4 text-sm">
      <dt>{name}</dt>
      <dd className="flex gap-1">
        {keys.map((key) => (
          <kbd
            key={key}
            className="rounded-md border border-line-strong/60 bg-raised px-1.5 py-0.5 font-sans text-xs"
          >
            {key}
          </kbd>
        ))}
      </dd>
    </div>
  );
}
