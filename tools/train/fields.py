#!/usr/bin/env python3
"""Makes data/extraction/dump_{title,date,authors}.trees: which line of a dump is the title, which date that of publication, which
names those of its authors.

    pip install -r tools/train/requirements.txt
    python3 tools/train/fields.py SETS data/extraction      (or: make train SETS=folder)

SETS holds NAME.jsonl.gz files of labelled pages beside `score.py`; pages that have no dump are made into one (`dumped.py`). The
guesses and their numbers come from `examples/features.rs`, the same code that serves. Prints scores out of fold: of pages whose host
no page of the training had. The same sets, program and versions give the same files, byte for byte.

    --features PROGRAM   that example, built already
    --only KIND          title, date or authors
"""

import argparse
import gzip
import hashlib
import json
import pathlib
import sys

import numpy

import train
from dumped import dumped

FOLDS = train.FOLDS
SETS = ["fundus", "wcxb", "ar", "traf", "postlight", "htmldate"]
SETTINGS = {
    "title": {"trees": 220, "leaves": 12, "rate": 0.06, "least": 30},
    "date": {"trees": 160, "leaves": 10, "rate": 0.06, "least": 25},
    "authors": {"trees": 160, "leaves": 10, "rate": 0.06, "least": 25},
}
FIELD = {"title": "title", "date": "published", "authors": "authors"}


def main():
    arguments = parse_arguments()
    score = train.load_score(arguments.sets)
    pages = [page for name in SETS for page in read_set(arguments.sets, name)]
    choose_titles(arguments.features, score, pages)
    for kind in [arguments.only] if arguments.only else list(SETTINGS):
        features = train.Program(arguments.features, kind)
        names = features.names()
        labelled = [page for page in pages if has_label(score, kind, page["gold"])]
        if kind != "title":
            measure(features, score, kind, labelled)
            out_of_fold(kind, labelled)
        print(f"{kind}: {len(labelled)} pages, {sum(len(p['y']) for p in labelled)} guesses, {len(names)} features, seed {train.SEED}, {FOLDS} folds")
        report(score, kind, labelled)
        text = train.trees_text(heading(kind), names, fit(kind, labelled))
        path = pathlib.Path(arguments.out) / f"dump_{kind}.trees"
        path.write_text(text, encoding="utf-8")
        print(f"{path}: {len(text)} bytes, sha256:{hashlib.sha256(text.encode()).hexdigest()}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=pathlib.Path)
    parser.add_argument("out")
    parser.add_argument("--features")
    parser.add_argument("--only", choices=list(SETTINGS))
    return parser.parse_args()


def heading(kind):
    what = {"title": "line of a dump is its title", "date": "date of a dump is that of publication", "authors": "names in a dump are its authors'"}
    return [
        f"# Which {what[kind]}; made by tools/train/fields.py: do not edit.",
        f"# Seed {train.SEED}, {SETTINGS[kind]}; sets {' '.join(SETS)}.",
    ]


def read_set(sets, name):
    with gzip.open(sets / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            page = json.loads(line)
            text = page.get("dump") or dumped(page["html"])
            gold = {key: page.get(key) for key in FIELD.values()}
            yield {"set": name, "fold": train.fold(page["host"]), "payload": {"id": page["id"], "url": page.get("url"), "text": text}, "gold": gold}


def has_label(score, kind, gold):
    value = gold[FIELD[kind]]
    return score.day(value) is not None if kind == "date" else bool(value)


def is_right(score, kind, gold, guess):
    if kind == "title":
        return bool(gold.get("title")) and score.norm(guess["value"]) == score.norm(gold["title"])
    if kind == "date":
        return score.day(guess["value"]) == score.day(gold["published"])
    return bool(score.names(guess["names"]) & score.names(gold["authors"]))


def measure(features, score, kind, pages):
    """Rows and labels."""
    for page, answer in zip(pages, features.rows(pages)):
        page["guesses"] = answer["guesses"]
        page["x"] = numpy.array([guess["row"] for guess in page["guesses"]], dtype=numpy.int32)
        page["y"] = numpy.array([is_right(score, kind, page["gold"], guess) for guess in page["guesses"]], dtype=numpy.int8)


def choose_titles(program, score, pages):
    """Gives each page the title that trees choose which saw no page of its host: what other trees meet when they serve."""
    features = train.Program(program, "title")
    measure(features, score, "title", pages)
    out_of_fold("title", pages)
    for page in pages:
        if len(page["y"]):
            page["payload"]["title"] = page["guesses"][int(numpy.argmax(page["scores"]))]["value"]


def fit(kind, pages):
    pages = [page for page in pages if len(page["y"]) and (kind != "title" or page["y"].any())]
    x, y = numpy.concatenate([page["x"] for page in pages]), numpy.concatenate([page["y"] for page in pages])
    return train.boost(SETTINGS[kind], x, y, numpy.ones(len(y)))


def out_of_fold(kind, pages):
    for held in range(FOLDS):
        known = [page for page in pages if page["fold"] != held and page["gold"].get(FIELD[kind])]
        booster = fit(kind, known)
        for page in pages:
            if page["fold"] == held:
                page["scores"] = booster.predict(page["x"].astype(numpy.float32), raw_score=True) if len(page["y"]) else []


def report(score, kind, pages):
    for name in [*SETS, "all"]:
        chosen = [page for page in pages if name in (page["set"], "all")]
        if not chosen:
            continue
        possible = sum(page["y"].any() for page in chosen) / len(chosen)
        line = f"  {name:10} {len(chosen):4} pages, possible {possible:.3f}"
        if kind == "title":
            right = sum(bool(len(p["y"])) and bool(p["y"][int(numpy.argmax(p["scores"]))]) for p in chosen)
            print(f"{line}, right {right / len(chosen):.3f}")
            continue
        for limit in (0.5, 1.0, 1.5, 2.0, 2.5) if kind == "date" else (-1.0, -0.5, 0.0, 0.5, 1.0):
            line += f"  | {limit:+.1f} " + (dates_at(chosen, limit) if kind == "date" else authors_at(score, chosen, limit))
        print(line)


def dates_at(pages, limit):
    answers = [page for page in pages if len(page["y"]) and max(page["scores"]) > limit]
    right = sum(bool(page["y"][int(numpy.argmax(page["scores"]))]) for page in answers)
    return f"{right / len(pages):.3f} P {right / max(len(answers), 1):.3f}"


def authors_at(score, pages, limit):
    pairs = []
    for page in pages:
        found = set()
        for guess, points in zip(page["guesses"], page["scores"]):
            found |= score.names(guess["names"]) if points > limit else set()
        pairs.append((score.names(page["gold"]["authors"]), found))
    precision, recall, f1 = score.set_f1(pairs)
    return f"P {precision:.3f} R {recall:.3f} F {f1:.3f}"


if __name__ == "__main__":
    sys.exit(main())
