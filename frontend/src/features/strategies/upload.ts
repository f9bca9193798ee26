// Sends a component with progress, which `fetch` does not tell.
import { problemFrom } from '../../shared/api/problem';
import { session } from '../../shared/session/session.svelte';
import type { PluginVersion } from '../../shared/api/types';

export type Upload = { name: string; file: Blob; activate: boolean };

/** `progress` is told the share that was sent, 0 to 1; what refuses the component is thrown. */
export async function send({ name, file, activate }: Upload, progress: (share: number) => void): Promise<PluginVersion> {
  const token = await session.token();
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `/api/v1/plugins/${encodeURIComponent(name)}?activate=${activate}`);
    request.setRequestHeader('content-type', 'application/wasm');
    if (token) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onerror = () => failed(new Error('The server cannot be reached, or refused so large a file.'));
    request.onload = () => {
      const answer = json(request.responseText);
      if (request.status === 201) done(answer as PluginVersion);
      else failed(problemFrom(new Response(null, { status: request.status, statusText: request.statusText }), answer));
    };
    request.send(file);
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
