"""Learn what plans of employers read like: `python -m benchmarks.train_plans DATA` writes tracker/insight/plan_weights.py and lowercase_words.py.

Positive examples are the sentences in benchmarks/plans/<language>.txt, written for this purpose. Negative ones are the
sentences of real boards under DATA (`ats/ashby/boards_150_2025-10-28.tar.xz`), and those in
benchmarks/plans/ordinary.txt for languages that these boards hardly have. Only the weights, and the words that many
boards use, are kept of the boards. Only this script needs scikit-learn: `pip install scikit-learn`.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import tarfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tracker.extract import text
from tracker.insight import announcement_words
from tracker.insight.plans import features
from tracker.insight.words import sentences, tokens

HERE = Path(__file__).parent / "plans"
TARGET = Path(__file__).parent.parent / "tracker" / "insight" / "plan_weights.py"
VOCABULARY = TARGET.with_name("lowercase_words.py")
LANGUAGES = ("en", "de", "fr", "es", "zh", "ja")
LEAST = 25  # characters of a sentence that teaches something
TAIL = 110  # characters of what is put behind a plan, at most
EACH = 3  # every third plan gets a clause: with all of them, less tells a plan from what is none
SHARE = 0.03  # of the boards use a word: it is common
GIVEN = 20.0  # how much more a plan counts than an ordinary sentence: there are some 150 times as many of these
LEAST_LETTERS = 4  # of a word of the vocabulary
ROUNDS = 3  # each takes out the ordinary sentences that read most like plans: employers do announce things


def boards(data: Path) -> dict[str, list[str]]:
    """Read the sentences of each board."""
    found: dict[str, list[str]] = defaultdict(list)
    with tarfile.open(fileobj=lzma.open(data / "ats" / "ashby" / "boards_150_2025-10-28.tar.xz")) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            for job in json.load(file).get("jobs", []):
                for block in text.from_html(job.get("descriptionHtml") or "").split("\n"):
                    found[member.name] += sentences(block)
    return found


def examples(data: Path) -> tuple[list[str], list[str], dict[str, list[str]]]:
    """Return plans, ordinary sentences (each once), and the sentences by board."""
    plans = [line for name in LANGUAGES for line in (HERE / f"{name}.txt").read_text("utf-8").splitlines() if line]
    by_board = boards(data)
    ordinary = (HERE / "ordinary.txt").read_text("utf-8").splitlines() * 3
    real = list({one: None for found in by_board.values() for one in found if len(one) >= LEAST})
    return [*plans, *longer(plans, real)], [*ordinary, *real], by_board


def longer(plans: list[str], real: list[str]) -> list[str]:
    """Return each plan with an ordinary clause after it, so that such words don't count against a plan."""
    short = sorted(one for one in real if one.isascii() and len(one) < TAIL and one[-1:] == ".")
    step = max(1, len(short) // (len(plans) + 1))
    return [
        f"{plan[:-1]} and {short[place * step][0].lower()}{short[place * step][1:]}"
        for place, plan in enumerate(plans)
        if place % EACH == 0
    ]


def common(by_board: dict[str, list[str]]) -> list[tuple[str, int]]:
    """Return the words that many boards use, with the share of boards in hundredths."""
    counts: Counter[str] = Counter()
    for found in by_board.values():
        counts.update({word for one in found for word in tokens(one)})
    least = SHARE * len(by_board)
    return sorted((word, round(100 * many / len(by_board))) for word, many in counts.items() if many >= least)


def written_small(by_board: dict[str, list[str]]) -> list[str]:
    """Return the words that a board writes in lower case: they are not names."""
    found = {
        word
        for some in by_board.values()
        for one in some
        for word in re.findall(r"[a-z]+", one)
        if len(word) >= LEAST_LETTERS
    }
    whole = {word for some in by_board.values() for one in some for word in re.findall(r"[^\W_]+", one)}
    return sorted(found & whole)


def learn(plans: list[str], ordinary: list[str]) -> tuple[dict[str, float], float]:
    """Return the weight of each feature, and the constant."""
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows = [_row(one) for one in (*plans, *ordinary)]
    known = Counter(name for row in rows[: len(plans)] for name in row)
    kept = {name for name, many in Counter(n for row in rows for n in row).items() if many >= 4 or known[name] >= 2}
    # Marks apply to all languages, and few words do. So words get a smaller scale, and less weight.
    rows = [{name: _size(name) for name in row if name in kept} for row in rows]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(rows)
    wanted = np.array([1] * len(plans) + [0] * len(ordinary))
    keep = np.ones(len(rows), dtype=bool)
    for _ in range(ROUNDS):
        model = LogisticRegression(C=0.3, class_weight={1: GIVEN, 0: 1.0}, max_iter=2000)
        model.fit(matrix[keep], wanted[keep])
        odds = model.decision_function(matrix)
        likely = (wanted == 0) & (odds > 2.0)
        keep = ~likely
    weights = {
        name: round(float(weight) * _size(name), 2)
        for name, weight in zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
    }
    print(
        f"{len(plans)} plans, {len(ordinary)} ordinary sentences, {int(likely.sum())} of them left out; {len(weights)} features"
    )
    return {name: weight for name, weight in weights.items() if abs(weight) >= 0.05}, float(model.intercept_[0])


def _row(sentence: str) -> dict[str, float]:
    words = tokens(sentence)
    return dict.fromkeys(features(words, announcement_words.of(words, sentence)), 1.0)


def _size(name: str) -> float:
    return {"m": 1.0, "p": 0.7, "w": 0.5, "b": 0.4}[name[0]]


def main() -> None:
    """Read, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    given = parser.parse_args()
    plans, ordinary, by_board = examples(given.data)
    weights, constant = learn(plans, ordinary)
    write(weights, constant, common(by_board))
    known = {word for word, _ in common(by_board)}
    write_vocabulary([word for word in written_small(by_board) if word not in known])


def write(weights: dict[str, float], constant: float, words: list[tuple[str, int]]) -> None:
    """Write the module."""
    lines = [
        '"""What `python -m benchmarks.train_plans` learned. Not written by hand."""',
        "",
        f"CONSTANT = {constant:.2f}",
    ]
    lines += [f"# {len(weights)} features: `name=weight`, hundredths", 'FEATURES = """\\']
    lines += _wrapped([f"{name}={round(weight * 100)}" for name, weight in sorted(weights.items())], ";")
    lines += ['"""', "# the share of employers that use a word, in hundredths: `word=share`", 'COMMON = """\\']
    lines += [*_wrapped([f"{word}={share}" for word, share in words], ";"), '"""', ""]
    TARGET.write_text("\n".join(lines), "utf-8")


def write_vocabulary(words: list[str]) -> None:
    """Write the module of words that are not names."""
    lines = [
        '"""What `python -m benchmarks.train_plans` learned: words that boards write in lower case. Not written by hand."""',
        "",
        "# besides those in `plan_weights.COMMON`",
        'SMALL = """\\',
        *_wrapped(words, ";"),
        '"""',
        "",
    ]
    VOCABULARY.write_text("\n".join(lines), "utf-8")


def _wrapped(items: list[Any], between: str) -> list[str]:
    lines, line = [], ""
    for item in items:
        if line and len(line) + len(item) > 900:
            lines.append(line)
            line = ""
        line += item + between
    return [*lines, line]


if __name__ == "__main__":
    main()
