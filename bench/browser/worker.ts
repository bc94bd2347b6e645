/** The worker's script: answers the page's questions about one rival. */
import { createAnswerer } from '../sampling/answer.js';
import type { Request } from '../sampling/protocol.js';

const answer = createAnswerer();

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  void answer(data).then((response) => postMessage(response));
});
