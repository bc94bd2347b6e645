/** What the demo does again and again. */

export interface Task {
  readonly everyMs: number;
  run(): void | Promise<void>;
}

/** An error that is part of the demo: what goes wrong there is to be seen in the metrics, not in the terminal. */
export function expected(error: unknown, ...codes: readonly string[]): void {
  if (!codes.includes((error as { code?: string }).code ?? '')) throw error;
}

/** Does all tasks, each when its time has come and its last turn is over, until what is returned is called; that waits for turns under way. */
export function keepDoing(tasks: readonly Task[], onError: (error: unknown) => void): () => Promise<void> {
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  let isOver = false;
  const plan = (task: Task): void => {
    if (isOver) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      const turn = takeTurn(task).finally(() => underWay.delete(turn));
      underWay.add(turn);
    }, task.everyMs);
    timers.add(timer);
  };
  const takeTurn = async (task: Task): Promise<void> => {
    try {
      await task.run();
    } catch (error) {
      onError(error);
    }
    plan(task);
  };
  tasks.forEach(plan);
  return async () => {
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
    await Promise.all(underWay);
  };
}
