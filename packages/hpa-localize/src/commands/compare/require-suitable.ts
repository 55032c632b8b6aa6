import { CHANNEL_NAMES } from '@hpa/data';
import type { Task } from '../../answers/task.js';
import { FlagError } from '../../command-line/flag-error.js';
import { channelsIn } from '../../dataset/channels-in.js';
import type { Dataset } from '../../dataset/open-dataset.js';
import { buildModel } from '../../experiment/build-model.js';
import type { StartingWeights } from '../../recipes/find-starting-weights.js';
import type { Recipe } from '../../recipes/recipe-schema.js';

/** Builds each network without weights: it refuses a size, a task, and options of its architecture that it cannot take. */
export function requireSuitable(
  recipes: readonly Recipe[],
  {
    dataset: { images, classes },
    seed,
    task,
    weights,
  }: {
    readonly dataset: Dataset;
    readonly seed: number;
    readonly task: Task;
    readonly weights: ReadonlyMap<string, StartingWeights>;
  },
): void {
  for (const recipe of recipes) {
    const { name } = recipe;
    if (recipe.task !== undefined && recipe.task !== task) {
      throw new FlagError(`--models ${name}: it is for the task ${recipe.task}; received ${task}`);
    }
    try {
      const study = { images, classes, task };
      const options = { study, seed, weights: weights.get(name), initialWeights: 'none' } as const;
      const model = buildModel(recipe, options);
      model.dispose();
      requirePresent(channelsIn(model.card.input.channels), { name, images });
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw error;
      }
      const isSize = error.message.includes('images must be');
      throw new FlagError(`${isSize ? `--size ${images.height}` : `recipe ${name}`}: ${error.message}`);
    }
  }
}

/** Requires that images have the channels that a recipe names. */
function requirePresent(
  channels: readonly string[],
  {
    name,
    images: { channels: present = CHANNEL_NAMES },
  }: { readonly name: string; readonly images: Pick<Dataset['images'], 'channels'> },
): void {
  const lacking = channels.filter((channel) => !present.includes(channel));
  if (lacking.length > 0) {
    throw new RangeError(
      `it sees ${lacking.join(', ')}, and the images have ${present.join(', ')} only (--set ${name}.input.channels=${JSON.stringify(present)} leaves it out of the model, --allow-missing ${lacking.join(',')} has it black)`,
    );
  }
}
