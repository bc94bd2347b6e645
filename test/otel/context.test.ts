/** Which span is active where: parents, children, and what runs between them. */
import { type ContextManager, ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { ParentBasedSampler, SamplingDecision, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WasmMap, WriteBatcher } from '../../src/index.js';
import { traceMaps } from '../../src/otel/index.js';
import { engineKinds } from '../support/workloads.js';
import { BATCH, type Recorder, idOf, inSpan, parentOf, recorder, registerContextManager, wait } from './support.js';

let recorded: Recorder;
let stop: () => void;
beforeEach(() => {
  registerContextManager();
  recorded = recorder();
  stop = traceMaps({ tracerProvider: recorded.tracerProvider });
});
afterEach(() => {
  stop();
  context.disable();
});

const named = (name: string): ReturnType<Recorder['spans']>[number] => {
  const found = recorded.spans(name);
  expect(found).toHaveLength(1);
  return found[0]!;
};

describe.each(engineKinds)('the span of a batch on the %s engine', (engine) => {
  const make = (name: string): WasmMap<number, number> => new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, name });
  const query = (): void => { inSpan(recorded, 'query', () => undefined); };
  const active = (): string | undefined => trace.getActiveSpan()?.spanContext().spanId;
  const batchOf = (map: string): ReturnType<Recorder['spans']>[number] => {
    const found = recorded.spans(BATCH).filter(({ attributes }) => attributes['wasmap.map'] === map);
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  it('is a child of what is active where the call comes from, and active in its own source', () => {
    inSpan(recorded, 'request', (request) => {
      function* source(): Iterable<[number, number]> {
        query();
        yield [1, 1];
      }
      make('stock').putAll(source());
      expect(active()).toBe(idOf(request));
    });
    expect(parentOf(named(BATCH))).toBe(idOf(named('request')));
    expect(parentOf(named('query'))).toBe(idOf(named(BATCH)));
    expect(new Set(recorded.spans().map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(active()).toBe(undefined);
  });

  it('is active in validators and codecs', () => {
    const seen = new Set<string | undefined>();
    const note = (): boolean => {
      seen.add(active());
      return true;
    };
    new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, validate: { key: note } }).putAll([[1, 1]]);
    const codec = {
      encode: (key: string, target: Uint8Array) => {
        note();
        return new TextEncoder().encodeInto(key, target).written;
      },
      decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
    };
    new WasmMap({ codec, value: 'u32', engine }).putAll([['a', 1]]);
    expect(recorded.spans(BATCH).map(idOf)).toEqual([...seen]);
  });

  it('is active while an asynchronous source runs, however many run at once', async () => {
    const run = (name: string): Promise<unknown> => inSpan(recorded, `request ${name}`, async () => {
      async function* source(): AsyncIterable<[number, number]> {
        for (let i = 0; i < 3; i++) {
          await wait(1);
          inSpan(recorded, `query ${name}`, () => undefined);
          yield [i, i];
        }
      }
      await make(name).putAllAsync(source());
    });
    await Promise.all(['a', 'b', 'c'].map(run));
    for (const name of ['a', 'b', 'c']) {
      const batch = batchOf(name);
      expect(parentOf(batch)).toBe(idOf(named(`request ${name}`)));
      expect(recorded.spans(`query ${name}`).map(parentOf)).toEqual(Array(3).fill(idOf(batch)));
    }
  });

  it('holds for asynchronous batches that wait for their turn', async () => {
    const map = make('stock');
    const put = (name: string): Promise<unknown> => inSpan(recorded, name, async () => {
      async function* source(): AsyncIterable<[number, number]> {
        await wait(1);
        inSpan(recorded, `query ${name}`, () => undefined);
        yield [1, 1];
      }
      await map.putAllAsync(source());
    });
    await Promise.all([put('first'), put('second')]);
    for (const name of ['first', 'second']) {
      const batch = recorded.spans(BATCH).find((span) => parentOf(span) === idOf(named(name)))!;
      expect(parentOf(named(`query ${name}`))).toBe(idOf(batch));
    }
  });

  it('has the batches below it that its source makes on other maps', () => {
    const [inner, outer] = [make('inner'), make('outer')];
    function* source(): Iterable<[number, number]> {
      inner.putAll([[1, 1]]);
      query();
      yield [1, 1];
    }
    outer.putAll(source());
    expect(parentOf(batchOf('inner'))).toBe(idOf(batchOf('outer')));
    expect(parentOf(named('query'))).toBe(idOf(batchOf('outer')));
  });

  it('hangs below what was active when the first write of a WriteBatcher came, where its timer commits', async () => {
    const batcher = new WriteBatcher(make('stock'), { maxDelayMs: 1 });
    await inSpan(recorded, 'request', () => batcher.write(1, 1));
    expect(parentOf(named(BATCH))).toBe(idOf(named('request')));
    await batcher.close();
  });

  it('leaves the context as it was where a batch throws', () => {
    inSpan(recorded, 'request', (request) => {
      expect(() => make('stock').putAll([[1, -1]])).toThrow();
      expect(active()).toBe(idOf(request));
    });
  });

  it('is not there where tracing is suppressed, as it is while spans are exported', () => {
    stop();
    const kept = make('kept');
    let exports = 0;
    const exporter: SpanExporter = {
      export: (spans, done) => {
        exports++;
        kept.putAll(spans.map((_, i) => [i, exports] as const));
        done({ code: 0 });
      },
      shutdown: () => Promise.resolve(),
    };
    recorded = recorder({ processors: [new SimpleSpanProcessor(exporter)] });
    stop = traceMaps({ tracerProvider: recorded.tracerProvider });
    make('stock').putAll([[1, 1]]);
    expect([exports, kept.get(0)]).toEqual([1, 1]);
    expect(named(BATCH).attributes['wasmap.map']).toBe('stock');
  });

  it('is not there without a span around it, where that is asked for', () => {
    stop();
    stop = traceMaps({ tracerProvider: recorded.tracerProvider, requireParentSpan: true });
    make('alone').putAll([[1, 1]]);
    inSpan(recorded, 'request', () => make('stock').putAll([[1, 1]]));
    expect(named(BATCH).attributes['wasmap.map']).toBe('stock');
  });

  it('hands on that it is not sampled', () => {
    stop();
    const sampler = new ParentBasedSampler({
      root: { shouldSample: (...[, , name]) => ({ decision: name === BATCH ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD_AND_SAMPLED }) },
    });
    recorded = recorder({ sampler });
    stop = traceMaps({ tracerProvider: recorded.tracerProvider });
    function* source(): Iterable<[number, number]> {
      query();
      yield [1, 1];
    }
    make('stock').putAll(source());
    expect(recorded.spans()).toEqual([]);
    query();
    expect(recorded.spans()).toHaveLength(1);
  });
});

describe('a context manager that is out of order', () => {
  const plain: ContextManager = {
    active: () => ROOT_CONTEXT,
    with: (_, run, thisArg, ...args) => run.call(thisArg as never, ...args),
    bind: (_, target) => target,
    enable: () => plain,
    disable: () => plain,
  };

  it.each<[string, ContextManager['with']]>([
    ['before', () => { throw new Error('out of order'); }],
    ['after', (_, run, thisArg, ...args) => {
      run.call(thisArg as never, ...args);
      throw new Error('out of order');
    }],
    ['never', () => undefined as never],
  ])('does not come between a batch and its caller (%s)', async (_, broken) => {
    stop();
    const ended: string[] = [];
    // Exporters need a context manager themselves.
    const onEnd = ({ name }: { readonly name: string }): void => { ended.push(name); };
    recorded = recorder({ processors: [{ onStart: () => undefined, onEnd, forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() }] });
    stop = traceMaps({ tracerProvider: recorded.tracerProvider });
    context.disable();
    context.setGlobalContextManager({ ...plain, with: broken });
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32' });
    let reads = 0;
    function* source(): Iterable<[number, number]> {
      reads++;
      yield [1, 1];
    }
    expect(map.putAll(source()).written).toBe(1);
    expect((await map.putAllAsync(source())).written).toBe(1);
    expect(() => map.putAll([[1, -1]])).toThrow('nothing of the batch was written');
    expect(reads).toBe(2);
    expect(ended).toEqual(Array(3).fill(BATCH));
  });
});
