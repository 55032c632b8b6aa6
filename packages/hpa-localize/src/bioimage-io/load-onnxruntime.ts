/**
 * Loads onnxruntime-node, which nobody needs who uses no packages of others.
 *
 * @throws Error if it is not there; the message says what to install.
 */
export async function loadOnnxruntime() {
  try {
    const { InferenceSession, Tensor } = await import('onnxruntime-node');
    return { InferenceSession, Tensor };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') {
      throw error;
    }
    throw new Error(
      'packages of bioimage.io run in onnxruntime-node, which is not installed: npm install onnxruntime-node',
      { cause: error },
    );
  }
}
