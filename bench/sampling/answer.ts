/** What a measuring process answers; how questions and answers travel is the business of those who call. */
import { runMeasure } from '../measures/index.js';
import { AbsentError } from '../rivals/absent.js';
import { CellTimer } from './cell-timer.js';
import type { Request, Response } from './protocol.js';

/** Answers one question after another about the cell that was opened last; failures are answers, too. */
export function createAnswerer(): (request: Request) => Promise<Response> {
  let cell: CellTimer | undefined;
  const answer = async (request: Request): Promise<Response> => {
    switch (request.type) {
      case 'open':
        cell = await CellTimer.open(request.task, request.footprint);
        return { type: 'opened', cell: cell.describe() };
      case 'turn':
        if (cell === undefined) throw new Error('no cell is open');
        return { type: 'turned', turn: await cell.takeTurn() };
      case 'measure':
        return { type: 'measured', result: await runMeasure(request.task) };
    }
  };
  return (request) => answer(request).catch(asResponse);
}

/** What an error is to the parent: a rival that is not here, or a failure. */
export function asResponse(error: unknown): Extract<Response, { type: 'absent' | 'failed' }> {
  if (error instanceof AbsentError) return { type: 'absent', reason: error.message };
  return { type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
