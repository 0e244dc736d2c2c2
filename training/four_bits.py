"""Weights in four bits, as ONNX Runtime stores them: numbers of a row that follow each other share a scale."""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from torch import Tensor, nn

Numbers = NDArray[np.float32]


def rounded(weight: Tensor, block: int) -> Tensor:
    """What is left of weights in four bits: the one of a block that is farthest from zero becomes -8 times its scale.
    Rounded again they stay as they are."""
    blocks = weight.reshape(-1, block)
    steps = blocks.gather(1, blocks.abs().argmax(1, keepdim=True)) / -8
    steps = torch.where(steps == 0, 1.0, steps)
    return ((blocks / steps).round().clamp(-8, 7) * steps).reshape(weight.shape)


class FourBits(nn.Module):
    """A matrix as it is in four bits, to train with: rounded on the way in, left alone on the way back."""

    def __init__(self, block: int) -> None:
        super().__init__()
        self.block = block

    def forward(self, weight: Tensor) -> Tensor:
        return weight + (rounded(weight.detach(), self.block) - weight.detach())


def in_four_bits(exact: Path, path: Path, block: int, least: int) -> None:
    """Write a model whose matrices, and tables of lookups, of at least so many numbers are in four bits; what they are
    multiplied with is in eight at run time."""
    whole = onnx.load(exact)
    large = {held.name for held in whole.graph.initializer if np.prod(held.dims) >= least}
    quantiser = MatMulNBitsQuantizer(
        whole,
        block_size=block,
        is_symmetric=True,
        accuracy_level=4,
        nodes_to_exclude=[node.name for node in whole.graph.node if large.isdisjoint(node.input)],
        op_types_to_quantize=("MatMul", "Gather"),
        quant_axes=(("MatMul", 0), ("Gather", 1)),
    )
    quantiser.process()
    quantiser.model.save_model_to_file(str(path), False)


def unpacked(packed: NDArray[np.uint8]) -> Numbers:
    """The places on the scale, -8 to 7, of a matrix that has two in each byte: rows x numbers."""
    both = np.stack([packed & 15, packed >> 4], axis=-1)
    return both.reshape(len(packed), -1).astype(np.float32) - 8


def in_full(places: Numbers, steps: Numbers) -> Numbers:
    """Numbers by their places on the scales of their blocks."""
    return (places.reshape(steps.size, -1) * steps.reshape(-1, 1)).reshape(places.shape)
