"""The tagger: a pretrained encoder that is told case and quotation, heads for tags, joins and entities."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

from claims.text.about import GAP_BOUNDS, MAX_CUES_BETWEEN, MAX_PARAGRAPHS_APART
from claims.text.surface import FEATURES
from training.attribution import schema
from training.attribution.crf import Chain

JOIN_WIDTH = 64
RELATIONS = ("content_to_cue", "cue_to_source")
JOIN_OUTPUTS = 4 * JOIN_WIDTH + 1


class CheapDropout(nn.Module):
    """Dropout with its mask from a random place of a fixed pool: drawing fresh ones is half the time on a CPU."""

    def __init__(self, rate: float, pool: Tensor) -> None:
        super().__init__()
        self.rate, self.pool = rate, pool

    def forward(self, values: Tensor) -> Tensor:
        if not self.training or not self.rate:
            return values
        start = int(torch.randint(len(self.pool) - values.numel(), ()))
        return values * self.pool[start : start + values.numel()].view_as(values).to(values.dtype)


def replace_dropout(module: nn.Module, rate: float) -> None:
    """Put CheapDropout in every place of an nn.Dropout that drops, with one pool of 16 million elements among them."""
    pool = ((torch.rand(2**24) >= rate) / (1 - rate)).to(torch.bfloat16)
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Dropout) and child.p:
                setattr(parent, name, CheapDropout(rate, pool))


class JoinBias(nn.Module):
    """What distance says of two spans: gap in words and its sign, paragraphs apart, cues between them."""

    def __init__(self) -> None:
        super().__init__()
        self.gap = nn.Parameter(torch.zeros(2 * (len(GAP_BOUNDS) + 1)))
        self.paragraphs = nn.Parameter(torch.zeros(2 * MAX_PARAGRAPHS_APART + 1))
        self.cues_between = nn.Parameter(torch.zeros(MAX_CUES_BETWEEN + 1))

    def forward(self, gap: Tensor, paragraphs: Tensor, cues_between: Tensor) -> Tensor:
        return self.gap[gap] + self.paragraphs[paragraphs] + self.cues_between[cues_between]


class Tagger(nn.Module):
    """`encoder` is any of transformers' BERT-like models; `dropout` applies to hidden states."""

    def __init__(self, encoder: nn.Module, dropout: float = 0.1) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.features = nn.Embedding(FEATURES, width, padding_idx=0)
        nn.init.zeros_(self.features.weight)
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(width, len(schema.TAGS))
        self.entities = nn.Linear(width, len(schema.ENTITY_TYPES))
        self.joins = nn.Sequential(nn.Linear(width, 256), nn.GELU(), nn.Linear(256, JOIN_OUTPUTS))
        self.chain = Chain()
        self.biases = nn.ModuleList(JoinBias() for _ in RELATIONS)
        replace_dropout(self, dropout)

    def forward(self, input_ids: Tensor, features: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(b, length) each in; tags (b, length, 13), joins (b, length, 257) and entities (b, length, 9) out."""
        embedded = self.encoder.get_input_embeddings()(input_ids) + self.features(features)
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=attention_mask).last_hidden_state
        hidden = self.dropout(hidden)
        return self.tags(hidden), self.joins(hidden), self.entities(hidden)


def load_encoder(folder: Path, attention: str = "eager") -> nn.Module:
    """A pretrained encoder from its folder, without pooler use and without dropout in its attention.

    With `attention` "sdpa" a step of training takes two thirds of the time; "eager" gives the graph that is exported.
    """
    return AutoModel.from_pretrained(folder, attn_implementation=attention, attention_probs_dropout_prob=0.0)


def split_joins(joins: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Of (..., 257): content's query, cue's key, cue's query, source's key (64 each), and the score of no source."""
    return torch.split(joins, [JOIN_WIDTH] * 4 + [1], dim=-1)
