/** Has the suggestions, beside the page: neither loading them nor looking them up takes time from what the page does. */
import { WasmMap } from 'wasmap';

const loading = fetch('suggestions.wasmap').then(({ body }) => WasmMap.deserializeStream(body));

addEventListener('message', async ({ data: beginning }) => {
  const suggestions = await loading;
  postMessage({ beginning, words: suggestions.get(beginning)?.split(' ') ?? [] });
});
