/** What is used of the platform's own objects, so that types need neither those of browsers nor Node's. */

/** An AbortSignal. */
export interface AbortSignalLike {
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A web ReadableStream. */
export interface ReadableStreamLike<Chunk> {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Chunk | undefined }>;
    cancel(): Promise<void>;
    releaseLock(): void;
  };
}
