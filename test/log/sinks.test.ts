import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { type PinoSinkOptions, jsonLines, logMap, logWrites, pinoSink } from '../../src/log/index.js';
import { thrownBy } from '../support/workloads.js';

/** A real pino whose lines end up in an array. */
function makeLogger(level = 'trace') {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level }, { write: (line: string) => { lines.push(JSON.parse(line) as Record<string, unknown>); } });
  return { logger, lines };
}

const stock = (): WasmMap<unknown, number> => new WasmMap<unknown, number>({ key: 'u32', value: 'u32', name: 'stock' });

describe('pinoSink', () => {
  const levelsOf = (options: PinoSinkOptions, level?: string): unknown[] => {
    const { logger, lines } = makeLogger(level);
    const map = stock();
    logMap(map, { sink: pinoSink(logger, options) });
    map.set(1, 10);
    thrownBy(() => map.set('apples', 10));
    return lines.map((line) => [line['level'], line['msg']]);
  };

  it('logs with pino itself what went well as info, and failures as warnings', () => {
    const { logger, lines } = makeLogger();
    const map = stock();
    const stop = logWrites({ logger });
    map.putAll([[1, 10], [2, 20]], { batchId: 'nightly' });
    thrownBy(() => map.putAll([[1, -1]]));
    stop();
    expect(lines).toMatchObject([
      { level: 30, msg: 'putAll stock: ok', map_op: 'putAll', map: 'stock', batch_id: 'nightly', result: 'ok', written: 2 },
      { level: 40, msg: 'putAll stock: failed', result: 'failed', error_code: 'ERR_WASMAP_PUT_ALL', map_key: '***' },
    ]);
    expect(levelsOf({})).toEqual([[30, 'set stock: ok'], [40, 'set stock: rejected']]);
  });

  it('takes other levels and messages', () => {
    expect(levelsOf({ level: 'debug', failureLevel: 'error' })).toEqual([[20, 'set stock: ok'], [50, 'set stock: rejected']]);
    expect(levelsOf({ level: ({ result }) => (result === 'ok' ? 'trace' : 'fatal'), message: ({ map_op: op }) => `wrote by ${op}` }))
      .toEqual([[10, 'wrote by set'], [60, 'wrote by set']]);
    expect(levelsOf({ level: 'debug' }, 'warn')).toEqual([[40, 'set stock: rejected']]);
  });

  it('follows a logger whose level is changed', () => {
    const { logger, lines } = makeLogger('silent');
    const map = stock();
    logMap(map, { logger });
    map.set(1, 1);
    logger.level = 'info';
    map.set(2, 2);
    expect(lines).toHaveLength(1);
  });

  it('refuses a level that the logger has not', () => {
    const { logger } = makeLogger();
    expect(() => pinoSink(logger, { level: 'loud' })).toThrow('pinoSink: level: expected the name of a method of the logger, got "loud"');
    const map = stock();
    const errors: unknown[] = [];
    logMap(map, { sink: pinoSink(logger, { level: () => 'loud' }), onError: (error) => { errors.push(error); } });
    expect(map.set(1, 1).size).toBe(1);
    expect(errors).toHaveLength(1);
  });
});

describe('jsonLines', () => {
  it('writes a line for each event, with its time', () => {
    const lines: string[] = [];
    const map = stock();
    logMap(map, { sink: jsonLines((line) => lines.push(line)) });
    map.set(1, 10).set(2, 20);
    expect(lines.every((line) => line.endsWith('}\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    const [first] = lines.map((line) => JSON.parse(line) as Record<string, string>);
    expect(Math.abs(Date.parse(first!['time']!) - Date.now())).toBeLessThan(10_000);
    expect(first).toMatchObject({ map_op: 'set', map: 'stock', result: 'ok', written: 1 });
  });
});
