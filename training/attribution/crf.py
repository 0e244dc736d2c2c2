"""A linear-chain conditional random field whose targets may be hard or soft."""

from __future__ import annotations

import torch
from torch import Tensor

from training.attribution import schema

NEVER = -1e4


class Posterior:
    """Forward-backward over padded sequences: emissions (p, t, 13), mask (p, t), transitions (13, 13).

    Sequences begin and end outside: as if the tag O stood before and after them.
    """

    def __init__(self, emissions: Tensor, mask: Tensor, transitions: Tensor) -> None:
        count, steps, _ = emissions.shape
        self.emissions, self.mask, self.transitions = emissions, mask, transitions
        forward = [emissions[:, 0] + transitions[schema.OUTSIDE]]
        for step in range(1, steps):
            reached = _log_matmul(forward[-1], transitions) + emissions[:, step]
            forward.append(torch.where(mask[:, step, None], reached, forward[-1]))
        leaving = transitions[:, schema.OUTSIDE].expand(count, -1)
        backward = [leaving]
        reverse = transitions.T.contiguous()
        for step in range(steps - 1, 0, -1):
            reached = _log_matmul(backward[-1] + emissions[:, step], reverse)
            backward.append(torch.where(mask[:, step, None], reached, leaving))
        self.forward, self.backward = torch.stack(forward, 1), torch.stack(backward[::-1], 1)
        self.log_partition = torch.logsumexp(forward[-1] + leaving, -1)

    def tags(self) -> Tensor:
        """The probability of each tag at each word, (p, t, 13); zero where masked."""
        probability = torch.exp(self.forward + self.backward - self.log_partition[:, None, None])
        return probability * self.mask[..., None]

    def pairs(self) -> Tensor:
        """The expected number of each transition over all sequences, (13, 13), with those into and out of them."""
        into = self.forward[:, :-1] - self.log_partition[:, None, None]
        out_of = self.backward[:, 1:] + self.emissions[:, 1:]
        counts = torch.zeros_like(self.transitions)
        chosen = self.mask[:, 1:]
        pairs = into[chosen][:, :, None] + out_of[chosen][:, None, :] + self.transitions
        counts += torch.exp(pairs).sum(0)
        return counts + boundary_pairs(self.tags(), self.mask)


def boundary_pairs(tags: Tensor, mask: Tensor) -> Tensor:
    """The expected transitions from outside into the first words and from the last ones back."""
    last = mask.long().sum(1) - 1
    counts = tags.new_zeros(tags.shape[-1], tags.shape[-1])
    counts[schema.OUTSIDE] += tags[:, 0].sum(0)
    counts[:, schema.OUTSIDE] += tags[torch.arange(len(last)), last].sum(0)
    return counts


def _log_matmul(values: Tensor, transitions: Tensor) -> Tensor:
    """log(exp(values) @ exp(transitions)), for values of (p, 13)."""
    top = values.amax(-1, keepdim=True)
    return torch.log(torch.exp(values - top) @ torch.exp(transitions) + 1e-30) + top


class _LogPartition(torch.autograd.Function):
    """The log-partition with its exact gradient, the posterior, which is cheaper than going back through the loop."""

    @staticmethod
    def forward(context, emissions: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:  # noqa: ANN001 - torch's own
        posterior = Posterior(emissions, mask, transitions)
        context.save_for_backward(posterior.tags(), posterior.pairs())
        return posterior.log_partition.sum()

    @staticmethod
    def backward(context, gradient: Tensor) -> tuple[Tensor, None, Tensor]:  # noqa: ANN001 - torch's own
        tags, pairs = context.saved_tensors
        return gradient * tags, None, gradient * pairs


class Chain(torch.nn.Module):
    """Learnt transitions between tags."""

    def __init__(self) -> None:
        super().__init__()
        self.scores = torch.nn.Parameter(torch.zeros(len(schema.TAGS), len(schema.TAGS)))
        self.register_buffer("legal", torch.tensor(schema.legal_transitions()), persistent=False)

    def transitions(self) -> Tensor:
        """The score of each transition, NEVER for those that no spans could give."""
        return self.scores.masked_fill(~self.legal, NEVER)

    def loss(self, emissions: Tensor, mask: Tensor, tags: Tensor, pairs: Tensor) -> Tensor:
        """Cross-entropy of the chain against expected tags (p, t, 13) and transitions (13, 13), per word.

        With the tags of one reading this is the negative log-likelihood, with a teacher's posterior it distils.
        """
        given = (tags * emissions).sum() + (pairs * self.scores).sum()
        return (_LogPartition.apply(emissions, mask, self.transitions()) - given) / mask.sum()


def hard_targets(tags: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """The expected tags and transitions of one reading, tags (p, t)."""
    one_hot = torch.nn.functional.one_hot(tags.long(), len(schema.TAGS)).float() * mask[..., None]
    pairs = torch.einsum("pti,ptj->ij", one_hot[:, :-1], one_hot[:, 1:])
    return one_hot, pairs + boundary_pairs(one_hot, mask)
