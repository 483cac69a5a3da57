import { useMutation, useQueryClient } from '@tanstack/react-query';

import type { Model } from '@/api/client';
import { applyJob } from '@/api/events';
import { pullModel, removeModel, verifyModel } from '@/api/models';
import { cancelJob, keys, retryJob } from '@/api/queries';
import { toast } from '@/components/ui/toast';
import { translation } from '@/i18n';

// What can be done with a model. What fails is said where the model stands (`error`).
export function useModelWork(model: Model) {
  const client = useQueryClient();
  const refresh = async () => {
    await Promise.all(
      [keys.models, keys.jobs, keys.storage, keys.system].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  };
  const pull = useMutation({ mutationFn: () => pullModel(model.name), onSuccess: refresh });
  const verify = useMutation({ mutationFn: () => verifyModel(model.name), onSuccess: refresh });
  const cancel = useMutation({
    mutationFn: cancelJob,
    onSuccess: async (job) => {
      applyJob(client, job);
      await refresh();
    },
  });
  const retry = useMutation({ mutationFn: retryJob, onSuccess: (job) => applyJob(client, job) });
  const remove = useMutation({
    mutationFn: () => removeModel(model.name),
    onSuccess: async () => {
      toast.done(translation().t('models.removed', { name: model.name }));
      await refresh();
    },
  });
  const all = [pull, verify, cancel, retry, remove];
  return {
    pull,
    verify,
    cancel,
    retry,
    remove,
    busy: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error !== null)?.error ?? null,
    forget: () => all.forEach((mutation) => mutation.reset()),
  };
}
