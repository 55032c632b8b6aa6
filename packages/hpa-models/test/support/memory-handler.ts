import type { io } from '@tensorflow/tfjs-core';

/** An IO handler that keeps what it saves in memory. */
export function memoryHandler(): { handler: io.IOHandler; artifacts: () => io.ModelArtifacts } {
  let saved: io.ModelArtifacts | undefined;
  const artifacts = () => {
    if (!saved) {
      throw new Error('nothing was saved');
    }
    return saved;
  };
  return {
    artifacts,
    handler: {
      save: async (model) => {
        saved = model;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      },
      load: async () => artifacts(),
    },
  };
}
