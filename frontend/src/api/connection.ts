// Whether the server is there, for the banner and for the choice between events and polling.
import { create } from 'zustand';

interface Connection {
  server: 'here' | 'away';
  stream: 'connecting' | 'open' | 'lost';
  lostAt: number; // milliseconds; when the stream was lost
  needsKey: boolean;
}

export const useConnection = create<Connection>(() => ({
  server: 'here',
  stream: 'connecting',
  lostAt: 0,
  needsKey: false,
}));

const set = (change: Partial<Connection>) => {
  const now = useConnection.getState();
  const keys = Object.keys(change) as (keyof Connection)[];
  if (keys.some((key) => now[key] !== change[key])) useConnection.setState(change);
};

export const connection = {
  // A gateway's 502 to 504 without a problem document means that nobody is behind it.
  answered(response: Response) {
    if (response.headers.has('X-Kept')) return; // by the service worker, which says nothing new
    const gateway =
      response.status >= 502 &&
      response.status <= 504 &&
      !response.headers.get('Content-Type')?.includes('problem+json');
    if (gateway) {
      this.missed();
      return;
    }
    set({ server: 'here', needsKey: response.status === 401 });
  },
  missed() {
    set({ server: 'away' });
  },
  streamOpened() {
    set({ stream: 'open', server: 'here' });
  },
  streamLost() {
    if (useConnection.getState().stream === 'lost') return;
    set({ stream: 'lost', lostAt: Date.now() });
  },
};
