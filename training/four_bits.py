"""Weights in four bits: numbers of a row that follow each other share a scale."""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from torch import Tensor, nn

from claims.text.encoder import COLUMNS, MATRICES, STEPS
from training.embedding import quantise

Numbers = NDArray[np.float32]


def placed(weight: Tensor, block: int) -> tuple[Tensor, Tensor]:
    """Weights by their places on the scales of their blocks, blocks x numbers, and the steps of these, blocks x 1: the
    weight of a block that is farthest from zero becomes -8."""
    blocks = weight.reshape(-1, block)
    steps = blocks.gather(1, blocks.abs().argmax(1, keepdim=True)) / -8
    steps = torch.where(steps == 0, 1.0, steps)
    return (blocks / steps).round().clamp(-8, 7), steps


def rounded(weight: Tensor, block: int) -> Tensor:
    """What is left of weights in four bits. Rounded again they stay as they are."""
    places, steps = placed(weight, block)
    return (places * steps).reshape(weight.shape)


class FourBits(nn.Module):
    """A matrix as it is in four bits, to train with: rounded on the way in, left alone on the way back."""

    def __init__(self, block: int) -> None:
        super().__init__()
        self.block = block

    def forward(self, weight: Tensor) -> Tensor:
        return weight + (rounded(weight.detach(), self.block) - weight.detach())


def in_four_bits(exact: Path, folder: Path, block: int, least: int) -> None:
    """Write a model, `model.onnx`, whose matrices and tables of lookups of at least so many numbers are in four bits,
    the matrices beside it, `matrices.npz`. They are multiplied in eight bits (`claims.text.encoder`)."""
    whole = onnx.load(exact)
    large = {held.name: numpy_helper.to_array(held) for held in whole.graph.initializer if np.prod(held.dims) >= least}
    path = folder / "model.onnx"
    small = [node.name for node in whole.graph.node if large.keys().isdisjoint(node.input)]
    quantise(exact, path, but_for=small)
    tables = MatMulNBitsQuantizer(
        onnx.load(path),
        block_size=block,
        is_symmetric=True,
        nodes_to_exclude=small,
        op_types_to_quantize=("Gather",),
        quant_axes=(("Gather", 1),),
    )
    tables.process()
    model = tables.model.model
    held = {each.name: each for each in model.graph.initializer}
    stored = {}
    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            matrix = node.input[1].removesuffix("_quantized")
            name = node.name.removesuffix("/MatMul_quant").replace("/", ".").lstrip(".") + ".weight"
            stored[name], stored[name + STEPS] = packed(large[matrix].T, block)
            for suffix, ending in (("_quantized", ""), ("_scale", COLUMNS)):
                leave_out(held[matrix + suffix], name + ending)
                rename_input(model, matrix + suffix, name + ending)
    np.savez_compressed(folder / MATRICES, **stored)
    onnx.save(model, path)


def leave_out(array: onnx.TensorProto, name: str) -> None:
    """Leave an array of a model, by another name, to its reader."""
    array.name, array.data_location = name, onnx.TensorProto.EXTERNAL
    for field in ("raw_data", "float_data", "int32_data"):
        array.ClearField(field)
    array.external_data.add(key="location", value=MATRICES)


def rename_input(model: onnx.ModelProto, was: str, name: str) -> None:
    for node in model.graph.node:
        node.input[:] = [name if each == was else each for each in node.input]


def packed(matrix: Numbers, block: int) -> tuple[NDArray[np.uint8], Numbers]:
    """A matrix, out x in, as `claims.text.encoder` stores it: two numbers in a byte, and the steps of its blocks."""
    places, steps = (each.numpy() for each in placed(torch.tensor(matrix), block))
    halves = places.astype(np.int8).view(np.uint8).reshape(len(matrix), -1, 2) & 15
    return halves[..., 0] | halves[..., 1] << 4, steps.reshape(len(matrix), -1)


def in_full(places: NDArray[np.int8] | Numbers, steps: Numbers) -> Numbers:
    """Numbers by their places on the scales of their blocks."""
    found: Numbers = (places.reshape(steps.size, -1) * steps.reshape(-1, 1)).reshape(places.shape)
    return found
