/** The measuring process: it knows one rival and one cell, and answers its parent. */
import { createAnswerer } from './answer.js';
import type { Request } from './protocol.js';

/** Serves one parent until it goes away. */
export function serve(): void {
  const answer = createAnswerer();
  process.on('message', (request: Request) => {
    void answer(request).then((response) => process.send?.(response));
  });
  process.on('disconnect', () => process.exit());
}
