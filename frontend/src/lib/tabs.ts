// Reads a persisted store again when another tab has changed it.
interface Persisted {
  persist: { getOptions(): { name?: string }; rehydrate(): Promise<void> | void };
}

export function shareBetweenTabs(store: Persisted): void {
  addEventListener('storage', (event) => {
    if (event.key === store.persist.getOptions().name) void store.persist.rehydrate();
  });
}
