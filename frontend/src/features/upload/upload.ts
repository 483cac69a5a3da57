// Sends a sound file to the library. XMLHttpRequest, since fetch tells nothing about its progress.
import { origin, type Track } from '@/api/client';
import { Problem } from '@/api/problem';

// Whether a file may be sent, before any of it is.
export const tooLarge = (file: File, limitMb: number): boolean => file.size > limitMb * 2 ** 20;

interface Transfer {
  onProgress: (percent: number) => void;
  signal: AbortSignal;
}

export function sendFile(file: File, { onProgress, signal }: Transfer): Promise<Track> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${origin}/api/uploads`);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress(total > 0 ? (loaded / total) * 100 : 0);
    request.onload = () => {
      if (request.status === 201) done(request.response as Track);
      else failed(Problem.from(request.response, request.status));
    };
    request.onerror = () => failed(Problem.away());
    request.onabort = () => failed(new DOMException('The upload was stopped.', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}
