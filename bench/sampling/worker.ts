/** The measuring process: it knows one rival and one cell, and answers its parent. */

/** Serves one parent until it goes away. */
export function serve<Question>(answer: (request: Question) => Promise<object>): void {
  process.on('message', (request: Question) => {
    void answer(request).then((response) => process.send?.(response));
  });
  process.on('disconnect', () => process.exit());
}
