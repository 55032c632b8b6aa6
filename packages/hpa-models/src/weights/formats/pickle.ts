/** Why a file of `torch.save` is refused, and what to do. */
export const PICKLE: string =
  'a pickle of PyTorch, which is not read because it can run any code; write the state dict as safetensors by Python: ' +
  'import torch, safetensors.torch; safetensors.torch.save_file(torch.load("FILE.pth", map_location="cpu", weights_only=True), "FILE.safetensors")';

/** Whether a file starts like a pickle outside of an archive: protocol 2 to 5, as PyTorch wrote before version 1.6. */
export function isPickle(start: Uint8Array): boolean {
  return start[0] === 0x80 && start[1]! >= 2 && start[1]! <= 5;
}
