import type { Answered, Answers, Asked, Question } from './messages.js';

/** Asks a worker, which keeps the page free while a model computes. */
export interface Answering {
  ask<Kind extends Question['kind']>(
    question: Extract<Question, { readonly kind: Kind }>,
  ): Promise<Answers[Kind]>;
  /** Ends the worker; what is still asked is refused. */
  close(): void;
}

/** Starts a worker that holds a model. If it fails as a whole, every open question is refused with the reason. */
export function startAnswering({
  onFailure,
  onLost,
}: {
  /** Called if the worker cannot be loaded, or fails outside a question. */
  readonly onFailure: (reason: string) => void;
  /** Called if the GPU goes away. */
  readonly onLost: (reason: string) => void;
}): Answering {
  const worker = new Worker(new URL('./answer-worker.ts', import.meta.url), { type: 'module' });
  const open = new Map<number, Waiting>();
  let asked = 0;
  const fail = (reason: string): void => {
    for (const { reject } of open.values()) {
      reject(new Error(reason));
    }
    open.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<Answered>) => {
    if ('lost' in data) {
      fail(`the GPU was lost: ${data.lost}`);
      onLost(data.lost);
      return;
    }
    const waiting = open.get(data.number);
    open.delete(data.number);
    if ('error' in data) {
      waiting?.reject(new Error(data.error));
    } else {
      waiting?.resolve(data.answer);
    }
  };
  worker.onerror = (event) => {
    const reason = event.message || 'the worker of the page could not be loaded';
    fail(reason);
    onFailure(reason);
  };
  return {
    ask: <Kind extends Question['kind']>(question: Extract<Question, { readonly kind: Kind }>) =>
      new Promise<Answers[Kind]>((resolve, reject) => {
        const number = asked++;
        open.set(number, { resolve: (answer) => resolve(answer as Answers[Kind]), reject });
        worker.postMessage({ number, question } satisfies Asked);
      }),
    close: () => {
      worker.terminate();
      fail('the model was closed');
    },
  };
}

interface Waiting {
  readonly resolve: (answer: Answers[keyof Answers]) => void;
  readonly reject: (error: Error) => void;
}
