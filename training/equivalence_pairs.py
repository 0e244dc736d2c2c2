"""Pairs of texts made out of real sentences: the same claim in other words, a claim that clashes, another claim."""

import itertools
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from claims.text.equivalence import Relation
from claims.text.equivalence.words import RAREST, antonyms, lemmas_of, rows_of, weight_of, wordnet

FAMILIES = Path(__file__).parent / "equivalence_families"  # a file for each author
EXCHANGED = FAMILIES.with_name("equivalence_exchanged.txt")
WRITTEN = FAMILIES.with_name("equivalence_written.jsonl")
# Learnt from by the scales alone.
UNSEEN = (
    "checked_claims_unseen",
    "later_unseen",
    "latest_unseen",
    "mixed_unseen",
    "news_unseen",
    "subjects_unseen",
    "unseen",
)
LEARNT_FROM = (1, 2, 4)  # authors of written pairs that it learns from
LABELS = {Relation.SAME: 0, Relation.CONFLICT: 1, Relation.RELATED: 2, Relation.DIFFERENT: 2}  # of a model's logits
SAYS = {"=": Relation.SAME, "!": Relation.CONFLICT, "~": Relation.RELATED, "+": Relation.RELATED}
FAMILY_WEIGHTS = {"!": 0.6, "~": 0.4, "+": 0.8}  # "+" says more, or says it less firmly: the hardest to tell
DRAWN_SAME, DRAWN_CONFLICT = 0.38, 0.38
MRPC_KNOWN = 2000  # pairs learnt from; the others measure
EACH_ARTICLE = 3  # sentences taken
SHORTEST, LONGEST = 40, 220  # characters of a sentence
RELATED = 1500
UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
CONTRACTIONS = [("will not", "won't"), ("did not", "didn't"), ("does not", "doesn't"), ("is not", "isn't")]
CONTRACTIONS += [("was not", "wasn't"), ("are not", "aren't"), ("would not", "wouldn't"), ("has not", "hasn't")]
CONTRACTIONS += [("do not", "don't"), ("can not", "can't"), ("cannot", "can't"), ("have not", "haven't")]
AUXILIARY = re.compile(r"\b(will|is|are|was|were|has|have|would|can|could|should|must)\b(?! not|n't)")
NEGATED = re.compile(r"\b(will|is|are|was|were|has|have|would|could|should|must|did|does|do) (?:not|never)\b ?")
MODALS = {"will": "may", "would": "could", "must": "may", "may": "will", "should": "will", "could": "will"}
MODAL = re.compile(rf"\b({'|'.join(MODALS)})\b(?= [a-z])")
FIGURE = re.compile(r"(?<![\w.,$-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w,:-])(?!\.\d)")
TRAILING = re.compile(
    rf"^(?P<head>[A-Z][^,;:\"“]+?) (?P<tail>(?:in|on|since) (?:(?:{'|'.join([*MONTHS, *WEEKDAYS])})|\d{{4}})"
    r"(?: \d{1,2})?(?:,? \d{4})?)(?P<stop>\.?)$"
)
TRANSITIVE = re.compile(
    r"^(?P<who>(?:[A-Z]\w+ ){1,3})(?P<verb>\w{3,}ed) (?P<whom>(?:the |an? |his |her |its )?(?:[A-Z]\w+ ?){1,3})"
    r"(?P<rest>(?: (?:in|on|at|for|over|after|because) .+)?\.?)$"
)
NAME = r"(?!The )[A-Z]\w+(?: [A-Z]\w+)?"
# What may stand first or last: when or where, and a clause of its own.
TIME = r"(?:last (?:week|month|year|night|spring|summer|autumn|winter)|yesterday|this (?:week|month|year)|in \d{4})"
PLACE = rf"(?:{TIME}|(?:in|on|at|since|during) (?:the )?{NAME})"
CLAUSE = r"(?:after|because|before|if|unless|although|once|while) [^,;:\"“]{10,}?(?<!\.)"
REST = r"(?!.* (?:than|as|only|until|what|who) )[^,;:\"“]{12,}?(?<!was)(?<!were)(?<!came)(?<!be)"
# How a text is put in another order, as what is found and how it is written anew: "<" makes a word small that mostly
# opens a sentence, "^" stands for a comma or for none.
REORDERINGS = [
    (re.compile(pattern), written)
    for pattern, written in (
        (TRAILING.pattern, r"\g<tail>^ <\g<head>\g<stop>"),
        (rf"^({REST}) ({PLACE})(\.?)$", r"\2^ <\1\3"),
        (rf"^((?i:{TIME})|(?:In|On|At|Since|During) (?:the )?{NAME}),? ({REST})(\.?)$", r"\2 <\1\3"),
        (rf"^([^,;:\"“]{{15,}}?)(?<!named),? ({CLAUSE})(\.?)$", r"\2, <\1\3"),
        (rf"^((?i:{CLAUSE})), ([^,;:\"“]{{10,}}?)(\.?)$", r"\2 <\1\3"),
        (r"^According to ([^,;:\"“]{3,40}), ([^;:\"“]{15,}?)(\.?)$", r"\2, according to \1\3"),
        (r"^([^;:\"“]{15,}?), according to ([^,;:\"“]{3,40}?)(\.?)$", r"According to \2, <\1\3"),
        (
            r"^((?!.* wh)[A-Z][^,;:\"“]{2,30}?) said (?:that )?(?!nothing|yes|no |to )([^;:\"“]{15,}?)(\.?)$",
            r"\2, <\1 said\3",
        ),
        (r"^([^;:\"“]{15,}?), (?!as )([^,;:\"“]{3,35}) said(\.?)$", r"\2 said that <\1\3"),
        (rf"(?:^|(?<=[a-z] ))({NAME}) and ({NAME})(?= [a-z]|\.?$)", r"\2 and \1"),
        (rf"^({NAME}), ((?:the|an?) [^,;:\"“]{{5,40}}), ", r"\2, \1, "),
    )
]
DETAIL = re.compile(
    r", | (?:after|because|when|while|by|in|on|with|for|from|during|at|to|who|which|as|and|but|amid|despite) "
)
# Prepositions that are no such thing before a verb, or behind one.
BEFORE_VERBS = r"(?:to|by|on|for|of)\b(?! (?:the|an?|its|his|her|their|[A-Z]\w*|\d+)\b)"
SHORTEST_LEFT, SHORTEST_CUT = 25, 8  # characters
OPENING = re.compile(
    r"(?:The|An?|It|He|She|They|We|But|In|On|At|Since|During|Last|Yesterday|This|After|Because|Before|If|Unless|Although"
    r"|Once|While|His|Her|Their|Its|These|Those|Some|Many|Most|All|No|More|Nearly|About|Almost|Only|Two|Three|Four|Five"
    r"|Six|Seven|Eight|Nine|Ten|Police|Officials)"
)
HALF = 0.5
TRIED = 4  # changes, until one fits a sentence
VERBS_ALONE = frozenset(("talked", "agreed", "happened", "died", "appeared", "responded", "argued", "needed", "wanted"))


@dataclass(frozen=True)
class Example:
    """Two texts, what they are to each other, and how much that label counts."""

    a: str
    b: str
    relation: Relation
    weight: float = 1.0

    @property
    def same(self) -> bool:
        return self.relation is Relation.SAME


class Sentence(NamedTuple):
    """A sentence, the article or the debate that it is of, and the names in it by kind."""

    text: str
    group: str
    names: tuple[tuple[str, str], ...]


Change = Callable[[Sentence, random.Random], Iterator[str]]


def sentences_of(corpora: Path, order: random.Random) -> list[Sentence]:
    """A few sentences of each article of PolNeAR's training part, first sentences of MRPC, check-worthy ones of
    ClaimBuster, in a random order."""
    found = []
    for line in (corpora / "polnear" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        places = [(start, end) for start, end in article["sentences"] if SHORTEST < end - start < LONGEST]
        for start, end in order.sample(places, min(EACH_ARTICLE, len(places))):
            inside = [each for each in article["entities"] if start <= each[0] and each[1] <= end]
            names = tuple((article["text"][first:last], kind) for first, last, kind in inside)
            found.append(Sentence(" ".join(article["text"][start:end].split()), article["id"], names))
    for line in (corpora / "mrpc" / "train.tsv").read_text(encoding="utf-8-sig").splitlines()[1::3]:
        found.append(Sentence(line.split("\t")[3], line[:20], ()))
    for line in (corpora / "claimbuster" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["label"] == 1 and len(record["text"]) < LONGEST:
            found.append(Sentence(record["text"], "debates", ()))
    order.shuffle(found)
    return found


Family = dict[str, list[str]]


def families(*, learnt_from: bool) -> list[Family]:
    """The families that the pair model learns from, or the others, each as its lines by the mark before them."""
    paths = [path for path in sorted(FAMILIES.glob("*.txt")) if (path.stem not in UNSEEN) == learnt_from]
    found = []
    for block in "\n\n".join(path.read_text(encoding="utf-8") for path in paths).split("\n\n"):
        lines = [(line[0], line[2:]) for line in block.splitlines() if line[:1] in SAYS]
        family = {mark: [text for own, text in lines if own == mark] for mark in SAYS}
        if len(family["="]) > 1:
            found.append(family)
    return found


def family_pair(family: Family, order: random.Random) -> Example:
    """Two lines of a family: of one claim, or one of these and one that clashes, or one that does neither."""
    chance, others = order.random(), family["+"] * 2 + family["~"]
    if chance < DRAWN_SAME or not others:
        return Example(*order.sample(family["="], 2), Relation.SAME)
    if chance < DRAWN_SAME + DRAWN_CONFLICT and family["!"]:
        return Example(order.choice(family["="]), order.choice(family["!"]), Relation.CONFLICT)
    return Example(order.choice(family["="]), order.choice(others), Relation.RELATED)


def family_pairs(family: Family) -> Iterator[Example]:
    """Every two lines of a family that are said to be one claim, and each of these with all that are not."""
    for a, b in itertools.combinations(family["="], 2):
        yield Example(a, b, Relation.SAME, 1.0)
    for mark, weight in FAMILY_WEIGHTS.items():
        for a, b in itertools.product(family["="], family[mark]):
            yield Example(a, b, SAYS[mark], weight)


def written_pairs(*, learnt_from: bool) -> list[Example]:
    """The pairs of the authors that the pair model learns from, or of the others."""
    rows = [json.loads(line) for line in WRITTEN.read_text(encoding="utf-8").splitlines()]
    own = [row for row in rows if (row["author"] in LEARNT_FROM) == learnt_from]
    return [Example(row["a"], row["b"], Relation(row["relation"])) for row in own]


def mrpc_pairs(corpora: Path) -> list[Example]:
    """The pairs of MRPC's training part, whose labels are loose: they count for less."""
    rows = [line.split("\t") for line in (corpora / "mrpc" / "train.tsv").read_text("utf-8-sig").splitlines()[1:]]
    labels = {"1": (Relation.SAME, 0.25), "0": (Relation.RELATED, 0.2)}
    return [Example(row[3], row[4], *labels[row[0]]) for row in rows]


def changed_pairs(sentences: list[Sentence], order: random.Random) -> list[Example]:
    """Pairs of all kinds: what says the same, what clashes, what says less or less firmly, what says another thing."""
    return [
        *paraphrased_pairs(sentences, order),
        *clashing_pairs(sentences, order),
        *shortened_pairs(sentences, order),
        *unrelated_pairs(sentences, order),
    ]


def slightly_changed_pairs(texts: list[str], order: random.Random) -> list[Example]:
    """Texts beside themselves with one word, number or contraction put otherwise: what is near a text in its words is
    not for that against it."""
    changes: list[Change] = [_synonym, _synonym, _figure_in_words, _contracted, _money, _percent, _reordered]
    made = []
    for text in texts:
        sentence = Sentence(text, "", ())
        for change in order.sample(changes, len(changes)):
            other = next(change(sentence, order), text)
            if other != text:
                made.append(Example(text, other, Relation.SAME))
                break
    return made


def reordered(text: str, order: random.Random) -> str:
    """A text put in another order, in one of the ways that fit it; or as it is, where none does."""
    ways = [(pattern, written) for pattern, written in REORDERINGS if pattern.search(text)]
    if not ways:
        return text
    pattern, written = order.choice(ways)
    written = written.replace("^", order.choice((",", "")))
    found = re.sub(r"<(\w+)", lambda match: _small(match[1]), pattern.sub(written, text, count=1))
    return found[0].upper() + found[1:]


def reordered_pairs(texts: list[str], order: random.Random) -> list[Example]:
    """Texts beside themselves in another order."""
    both = [(text, reordered(text, order)) for text in texts]
    return [Example(text, other, Relation.SAME) for text, other in both if text != other]


def exchanged_pairs(texts: list[tuple[str, str]], order: random.Random) -> list[Example]:
    """Each two texts that say the same, one of them with a word exchanged that it cannot do without, for another of its
    group in `equivalence_exchanged.txt`: one that both have, where they are not the same text."""
    lines = EXCHANGED.read_text(encoding="utf-8").splitlines()
    groups = [line.split(", ") for line in lines if line and not line.startswith("#")]
    groups += [[f"{entry}{ending}" for entry in row] for row in rows_of("apart") for ending in ("", "s")]
    others: dict[str, list[str]] = {}
    for group in groups:
        for word in group:
            others.setdefault(word, []).extend(each for each in group if each != word)
    longest_first = sorted(others, key=len, reverse=True)
    exchangeable = re.compile(rf"\b(?!{BEFORE_VERBS})(?:{'|'.join(map(re.escape, longest_first))})\b")
    made = []
    for text, beside in texts:
        found = [each for each in exchangeable.finditer(text) if each.group() in beside.split() or text == beside]
        if found:
            place = order.choice(found)
            other = order.choice(others[place.group()])
            changed = text[: place.start()] + other + text[place.end() :]
            made.append(Example(beside, changed, Relation.CONFLICT, FAMILY_WEIGHTS["!"]))
    return made


def paraphrased_pairs(sentences: list[Sentence], order: random.Random) -> list[Example]:
    """Sentences beside themselves after a few changes that keep what they say."""
    changes: list[Change] = [_synonym, _figure_in_words, _contracted, _money, _percent, _reordered, _passive]
    changes += [_short_name, _without_that, _synonym]
    made = []
    for sentence in sentences:
        text = sentence.text
        for change in order.sample(changes, 5):
            text = next(change(sentence._replace(text=text), order), text)
        text = _reworded(text, order)
        if text != sentence.text:
            made.append(Example(sentence.text, text, Relation.SAME))
    return made


def clashing_pairs(sentences: list[Sentence], order: random.Random) -> list[Example]:
    """Sentences beside themselves after a change of what they say, half of them reworded besides. Another modal word
    makes no clash, but no claim that is the same either."""
    changes: list[Change] = [_other_figure, _other_date, _negation, _antonym, _modality, _other_name, _swapped_names]
    made = []
    for sentence in sentences:
        for change in order.sample(changes, TRIED):
            text = next(change(sentence, order), None)
            if text is None:
                continue
            if order.random() < HALF:
                text = _reworded(next(_synonym(sentence._replace(text=text), order), text), order)
            relation = Relation.RELATED if change is _modality else Relation.CONFLICT
            made.append(Example(sentence.text, text, relation))
            break
    return made


def shortened_pairs(sentences: list[Sentence], order: random.Random) -> list[Example]:
    """Sentences beside themselves without their last detail, half of them reworded besides."""
    made = []
    for sentence in sentences:
        text = sentence.text
        places = [
            each.start() for each in DETAIL.finditer(text) if SHORTEST_LEFT < each.start() < len(text) - SHORTEST_CUT
        ]
        if places and order.random() < HALF:
            left = text[: order.choice(places)] + text[-1]
            made.append(Example(text, _reworded(left, order) if order.random() < HALF else left, Relation.RELATED))
    return made


def unrelated_pairs(sentences: list[Sentence], order: random.Random) -> list[Example]:
    """Two sentences of one article, and any two."""
    by_group: dict[str, list[str]] = {}
    for sentence in sentences:
        by_group.setdefault(sentence.group, []).append(sentence.text)
    several = [texts for texts in by_group.values() if len(texts) > 1]
    made = [Example(*order.sample(order.choice(several), 2), Relation.RELATED) for _ in range(RELATED)]
    made += [
        Example(*(each.text for each in order.sample(sentences, 2)), Relation.DIFFERENT) for _ in range(RELATED // 3)
    ]
    return [example for example in made if example.a != example.b]


def _reworded(text: str, order: random.Random) -> str:
    """Up to two words replaced by others that mean what these mostly do, by WordNet, in the same form."""
    words = re.findall(r"\b[a-z]{4,}\b", text)
    wanted = order.choice((0, 1, 2))
    for word in order.sample(words, len(words)):
        if not wanted:
            break
        lemma = lemmas_of(word)[0]
        others = [other for other in _synonyms_of(lemma) if weight_of(other) < RAREST]
        inflected = _inflected(order.choice(others), word, lemma) if others else None
        if inflected:
            text = re.sub(rf"\b{word}\b", inflected, text, count=1)
            wanted -= 1
    return text


def _synonyms_of(lemma: str) -> tuple[str, ...]:
    entry = wordnet().get(lemma)
    return _first_sets().get(entry.sets[0], ()) if entry is not None and entry.sets else ()


@cache
def _first_sets() -> dict[str, tuple[str, ...]]:
    """The words that mean a set of synonyms in the first place, for each set."""
    found: dict[str, tuple[str, ...]] = {}
    for word, entry in wordnet().items():
        if entry.sets and " " not in word:
            found[entry.sets[0]] = (*found.get(entry.sets[0], ()), word)
    return found


def _synonym(sentence: Sentence, order: random.Random) -> Iterator[str]:
    """One word replaced by another of its group, in the same form."""
    rows = [[entry for entry in row if " " not in entry] for row in rows_of("synonyms")]
    words = re.findall(r"\b[a-z]{4,}\b", sentence.text)
    order.shuffle(words)
    for word in words:
        lemma = lemmas_of(word)[0]
        groups = [row for row in rows if lemma in row and len(row) > 1]
        if len(groups) != 1:
            continue  # a word of several senses
        other = order.choice([each for each in groups[0] if each != lemma])
        inflected = _inflected(other, word, lemma)
        if inflected:
            yield sentence.text.replace(word, inflected, 1)


def _inflected(other: str, word: str, lemma: str) -> str | None:
    if word == lemma:
        return other
    if word == lemma + "s":
        return other + "s"
    if word in (lemma + "ed", lemma + "d"):
        return other + ("d" if other.endswith("e") else "ed")
    return None


def _figure_in_words(sentence: Sentence, order: random.Random) -> Iterator[str]:
    for match in re.finditer(r"(?<![\w.,$-])(\d{1,2})(?= [a-z])(?! percent| a\.m)", sentence.text):
        if 1 < int(match[1]) < len(UNITS):
            yield sentence.text[: match.start()] + UNITS[int(match[1])] + sentence.text[match.end() :]
    for value, word in enumerate(UNITS[2:], start=2):
        if re.search(rf"\b{word}\b", sentence.text):
            yield re.sub(rf"\b{word}\b", str(value), sentence.text, count=1)


def _contracted(sentence: Sentence, order: random.Random) -> Iterator[str]:
    for long, short in CONTRACTIONS:
        for one, other in ((long, short), (short, long)):
            if one in sentence.text:
                yield sentence.text.replace(one, other, 1)


def _money(sentence: Sentence, order: random.Random) -> Iterator[str]:
    if match := re.search(r"\$(\d[\d.,]*) (million|billion)", sentence.text):
        forms = (f"{match[1]} {match[2]} dollars", f"${match[1]}{match[2][0]}n")
        yield sentence.text.replace(match.group(), order.choice(forms), 1)


def _percent(sentence: Sentence, order: random.Random) -> Iterator[str]:
    if match := re.search(r"(\d) percent", sentence.text):
        yield sentence.text.replace(match.group(), match[1] + order.choice(("%", " per cent")), 1)
    if match := re.search(r"(\d)%", sentence.text):
        yield sentence.text.replace(match.group(), f"{match[1]} percent", 1)


def _reordered(sentence: Sentence, order: random.Random) -> Iterator[str]:
    yield reordered(sentence.text, order)


def _small(word: str) -> str:
    """A word as it is inside a sentence: small, if it is of those that mostly open one."""
    return word[0].lower() + word[1:] if OPENING.fullmatch(word) else word


def _passive(sentence: Sentence, order: random.Random) -> Iterator[str]:
    match = TRANSITIVE.match(sentence.text)
    if match and match["verb"] not in VERBS_ALONE:
        whom = match["whom"].strip()
        yield f"{whom[0].upper()}{whom[1:]} was {match['verb']} by {match['who'].strip()}{match['rest']}"


def _short_name(sentence: Sentence, order: random.Random) -> Iterator[str]:
    for name, kind in sentence.names:
        if kind == "PERSON" and len(name.split()) == 2 and sentence.text.count(name) == 1:
            yield sentence.text.replace(name, name.split()[1], 1)


def _without_that(sentence: Sentence, order: random.Random) -> Iterator[str]:
    if match := re.search(r"\b(said|says|believes|thinks|announced|claims) that ", sentence.text):
        yield sentence.text.replace(match.group(), f"{match[1]} ", 1)


def _other_figure(sentence: Sentence, order: random.Random) -> Iterator[str]:
    for match in FIGURE.finditer(sentence.text):
        value = match[1]
        if re.fullmatch(r"(?:19|20)\d\d", value):
            continue
        place = order.randrange(len(value))
        while not value[place].isdigit():
            place = order.randrange(len(value))
        digit = order.choice([each for each in "123456789" if each != value[place]])
        yield sentence.text[: match.start()] + value[:place] + digit + value[place + 1 :] + sentence.text[match.end() :]
    for one, other in (("million", "billion"), ("billion", "million")):
        if one in sentence.text:
            yield sentence.text.replace(one, other, 1)


def _other_date(sentence: Sentence, order: random.Random) -> Iterator[str]:
    for names in (MONTHS, WEEKDAYS):
        for name in names:
            if re.search(rf"\b{name}\b", sentence.text):
                yield re.sub(
                    rf"\b{name}\b", order.choice([each for each in names if each != name]), sentence.text, count=1
                )
    if match := re.search(r"\b(in|since) ((?:19|20)\d\d)\b", sentence.text):
        yield sentence.text.replace(match.group(), f"{match[1]} {int(match[2]) - order.randint(1, 9)}", 1)


def _negation(sentence: Sentence, order: random.Random) -> Iterator[str]:
    if match := NEGATED.search(sentence.text):
        if match[1] not in ("did", "does", "do"):
            yield f"{sentence.text[: match.start()]}{match[1]} {sentence.text[match.end() :]}"
    elif match := AUXILIARY.search(sentence.text):
        yield f"{sentence.text[: match.end()]} not{sentence.text[match.end() :]}"


def _antonym(sentence: Sentence, order: random.Random) -> Iterator[str]:
    words = re.findall(r"\b[a-z]{4,}\b", sentence.text)
    order.shuffle(words)
    for word in words:
        lemma = lemmas_of(word)[0]
        others = [each for each in antonyms().get(lemma, ()) if " " not in each]
        inflected = _inflected(order.choice(others), word, lemma) if others else None
        if inflected:
            yield re.sub(rf"\b{word}\b", inflected, sentence.text, count=1)


def _modality(sentence: Sentence, order: random.Random) -> Iterator[str]:
    if match := MODAL.search(sentence.text):
        yield sentence.text[: match.start()] + MODALS[match[1]] + sentence.text[match.end() :]


OTHER_NAMES = {
    "PERSON": ("Maria Lopez", "James Turner", "Anna Schmidt", "David Okafor", "Robert Chen"),
    "LOCATION": ("Portugal", "Nebraska", "Toronto", "Kenya", "Vienna"),
    "ORGANIZATION": ("Unesco", "Siemens", "Oxfam", "Toyota", "the Red Cross"),
}


def _other_name(sentence: Sentence, order: random.Random) -> Iterator[str]:
    for name, kind in sentence.names:
        if kind in OTHER_NAMES and sentence.text.count(name) == 1:
            yield sentence.text.replace(name, order.choice(OTHER_NAMES[kind]), 1)


def _swapped_names(sentence: Sentence, order: random.Random) -> Iterator[str]:
    match = TRANSITIVE.match(sentence.text)
    if match and match["verb"] not in VERBS_ALONE:
        who, whom = match["who"].strip(), match["whom"].strip()
        yield f"{whom[0].upper()}{whom[1:]} {match['verb']} {who}{match['rest']}"
