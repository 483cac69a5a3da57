// Jobs that were begun in this browser and are still shown beside the form that began them.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

import { shareBetweenTabs } from '@/lib/tabs';

const most = 24;

interface Followed {
  ids: string[]; // newest first
}

export const useFollowed = create<Followed>()(
  persist((): Followed => ({ ids: [] }), { name: 'musicgen.followed' }),
);
shareBetweenTabs(useFollowed);

export const follow = (ids: string[]) =>
  useFollowed.setState((state) => ({
    ids: [...ids, ...state.ids.filter((id) => !ids.includes(id))].slice(0, most),
  }));

export const unfollow = (id: string) =>
  useFollowed.setState((state) => ({ ids: state.ids.filter((other) => other !== id) }));
