import { create } from 'zustand';

import { problemText } from '@/api/problem';

export interface Message {
  id: number;
  kind: 'done' | 'failed';
  text: string;
  action?: { label: string; run: () => void };
}

export const useToasts = create<{ messages: Message[]; nextId: number }>(() => ({
  messages: [],
  nextId: 1,
}));

function show(message: Omit<Message, 'id'>) {
  useToasts.setState(({ messages, nextId }) => ({
    messages: [...messages.slice(-2), { ...message, id: nextId }],
    nextId: nextId + 1,
  }));
}

export const dismiss = (id: number) =>
  useToasts.setState(({ messages }) => ({ messages: messages.filter((other) => other.id !== id) }));

// Short news that needs no answer; what must be read belongs beside what it concerns.
export const toast = {
  done: (text: string, action?: Message['action']) =>
    show({ kind: 'done', text, ...(action ? { action } : {}) }),
  failed: (error: unknown) =>
    show({ kind: 'failed', text: typeof error === 'string' ? error : problemText(error) }),
};
