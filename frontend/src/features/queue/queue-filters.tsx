import type { JobFilter } from '@/api/jobs';
import { Select } from '@/components/ui/input';
import { useTranslation } from '@/i18n';

import { kinds, statuses } from './search';

interface QueueFiltersProps {
  filter: JobFilter;
  onChange: (filter: JobFilter) => void;
}

export function QueueFilters({ filter, onChange }: QueueFiltersProps) {
  const { t } = useTranslation();
  return (
    <div role="search" className="flex w-full gap-2 sm:w-auto">
      <div className="grow basis-0 sm:w-44 sm:basis-auto">
        <Select
          aria-label={t('queue.status')}
          value={filter.status ?? ''}
          onChange={({ target }) =>
            onChange({ ...filter, status: statuses.find((status) => status === target.value) })
          }
        >
          <option value="">{t('queue.statusAll')}</option>
          {statuses.map((status) => (
            <option key={status} value={status}>
              {t(`queue.statuses.${status}`)}
            </option>
          ))}
        </Select>
      </div>
      <div className="grow basis-0 sm:w-44 sm:basis-auto">
        <Select
          aria-label={t('queue.kindLabel')}
          value={filter.kind ?? ''}
          onChange={({ target }) =>
            onChange({ ...filter, kind: kinds.find((kind) => kind === target.value) })
          }
        >
          <option value="">{t('queue.kindAll')}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`queue.kind.${kind}`)}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}
