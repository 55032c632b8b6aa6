import type { Answered, Asked, Question } from './messages.js';
import { openLocalizer } from './open-localizer.js';

let opened: Awaited<ReturnType<typeof openLocalizer>> | undefined;
/** Questions are answered one after the other: engines hold one model's tensors at a time. */
let queue: Promise<void> = Promise.resolve();

self.onmessage = ({ data: { number, question } }: MessageEvent<Asked>) => {
  queue = queue.then(async () => {
    try {
      post({ number, answer: await answer(question) });
    } catch (error) {
      post({ number, error: (error as Error).message });
    }
  });
};

async function answer(question: Question) {
  if (question.kind === 'open') {
    opened?.close();
    opened = undefined;
    opened = await openLocalizer(question.model, {
      engine: question.engine,
      onLost: (lost) => post({ lost }),
    });
    return opened.model;
  }
  if (opened === undefined) {
    throw new Error('no model is open');
  }
  switch (question.kind) {
    case 'reading':
      return opened.read(question);
    case 'field':
      return opened.field(question.field);
    case 'localize':
      return opened.localize(question);
    case 'explain':
      return opened.explain(question);
    case 'nearest':
      return opened.nearest(question.id);
    case 'similar':
      return opened.similar(question.id);
    case 'train':
      return opened.train(question.corrections);
    case 'save':
      return opened.save();
  }
}

function post(answered: Answered): void {
  self.postMessage(answered);
}
