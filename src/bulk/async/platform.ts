/** What is used of the platform's own objects, so that types need neither those of browsers nor Node's. */

/** An AbortSignal. */
export interface AbortSignalLike {
  /** What the call is rejected with. */
  readonly reason: unknown;
  /** Throws the reason where it has been aborted. */
  throwIfAborted(): void;
  /** As of an EventTarget. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** As of an EventTarget. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A web ReadableStream. */
export interface ReadableStreamLike<Chunk> {
  /** Its reader, which is released when all has been read. */
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Chunk | undefined }>;
    cancel(): Promise<void>;
    releaseLock(): void;
  };
}

/** The platform's AbortSignal, by the types that the program has. */
export type PlatformAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } } ? Signal : AbortSignalLike;
