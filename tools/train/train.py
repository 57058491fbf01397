#!/usr/bin/env python3
"""Makes data/extraction/dump.trees, which lines of a dump are the article.

    pip install -r tools/train/requirements.txt
    python3 tools/train/train.py dump SETS data/extraction/dump.trees      (or: make train SETS=folder)

SETS holds NAME.jsonl.gz files of labelled pages beside `score.py`. The features are measured by `examples/features.rs`, the
same code that serves. Prints scores out of fold: of pages whose host no page of the training had. The same sets, program
and versions give the same file, byte for byte: one thread, a fixed seed, and whole numbers in the end.

    --features PROGRAM   that example, built already
    --ablate             what each group of features is worth, out of fold
"""

import argparse
import gzip
import hashlib
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

import lightgbm
import numpy

from labels import labels

SEED = 20240517
FOLDS = 5
SETS = ["shb", "fundus", "wcxb", "ar"]
# What a leaf of one is worth in whole numbers.
SCALE = 10_000
SETTINGS = {
    "dump": {"trees": 250, "leaves": 20, "rate": 0.05, "least": 100},
}
# Groups by the beginning of a feature's name; what no other group takes is `block`.
GROUPS = {
    "dump": {
        "rules": ["in_run", "verdict", "kept", "points", "after_start", "before_end", "run_share"],
        "neighbours": ["back", "next"],
        "windows": ["near", "stretch"],
        "labels": ["label", "credit", "dated", "site_words"],
        "page": ["page_", "place", "prose_before", "after_title", "spaced"],
    },
}


def main():
    arguments = parse_arguments()
    kind, features = arguments.kind, Program(arguments.features, arguments.kind)
    score = load_score(arguments.sets)
    pages = [page for name in SETS for page in read_set(arguments.sets, name, kind)]
    measure(features, pages)
    names = features.names()
    print(f"{kind}: {len(pages)} pages, {sum(len(p['y']) for p in pages)} blocks, {len(names)} features, seed {SEED}, {FOLDS} folds")
    rules = {a["id"]: a for a in features.bodies(pages)}
    report("rules", score, pages, rules)
    everything = list(range(len(names)))
    report("trees", score, pages, out_of_fold(features, pages, names, everything))
    if arguments.ablate:
        for group in [*GROUPS[kind], "block"]:
            left = [at for at in everything if group_of(kind, names[at]) != group]
            report(f"- {group}", score, pages, out_of_fold(features, pages, names, left))
    text = model_text(kind, names, train(kind, pages, everything))
    pathlib.Path(arguments.out).write_text(text, encoding="utf-8")
    print(f"{arguments.out}: {len(text)} bytes, sha256:{hashlib.sha256(text.encode()).hexdigest()}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("dump",))
    parser.add_argument("sets", type=pathlib.Path)
    parser.add_argument("out")
    parser.add_argument("--features")
    parser.add_argument("--ablate", action="store_true")
    return parser.parse_args()


class Program:
    """The example that measures and reads pages."""

    def __init__(self, path, kind):
        root = pathlib.Path(__file__).resolve().parents[2]
        self.kind = kind
        self.command = [path] if path else ["cargo", "run", "--quiet", "--locked", "--release", "--example", "features", "--"]
        self.folder = None if path else root

    def run(self, *arguments, pages=()):
        lines = "".join(json.dumps(page["payload"], ensure_ascii=False) + "\n" for page in pages)
        done = subprocess.run([*self.command, *arguments], input=lines, stdout=subprocess.PIPE, check=True, encoding="utf-8", cwd=self.folder)
        return done.stdout.splitlines() if not pages else [json.loads(line) for line in done.stdout.split("\n") if line]

    def names(self):
        return self.run("names", self.kind)

    def rows(self, pages):
        return self.run("rows", self.kind, pages=pages)

    def bodies(self, pages, model=()):
        return self.run("bodies", self.kind, *model, pages=pages)


def load_score(sets):
    spec = importlib.util.spec_from_file_location("score", sets / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_set(sets, name, kind):
    with gzip.open(sets / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            page = json.loads(line)
            text = page.get("dump")
            if page.get("text") is None or not text:
                continue
            payload = {"id": page["id"], "url": page.get("url"), "text": text}
            gold = {key: page.get(key) for key in ("id", "text", "subheads")}
            yield {"set": name, "fold": fold(page["host"]), "payload": payload, "gold": gold}


def fold(host):
    """By host, the same in every set."""
    host = (host or "").removeprefix("www.")
    return int.from_bytes(hashlib.sha256(f"{SEED} {host}".encode()).digest()[:4], "big") % FOLDS


def measure(features, pages):
    """Rows, labels and weights: every set weighs the same, so does every page of a set."""
    sizes = {name: sum(page["set"] == name for page in pages) for name in SETS}
    for page, answer in zip(pages, features.rows(pages)):
        blocks = answer["blocks"]
        marks = labels(page["gold"]["text"], blocks)
        open_ = [at for at, block in enumerate(blocks) if block["open"] and marks[at][1]]
        page["x"] = numpy.array([blocks[at]["row"] for at in open_], dtype=numpy.int32)
        page["y"] = numpy.array([marks[at][0] for at in open_], dtype=numpy.int8)
        weights = numpy.array([min(marks[at][1], 80) ** 0.5 for at in open_])
        share = (100 / max(sizes[page["set"]], 20)) ** 0.5
        page["w"] = share * weights / max(weights[page["y"] == 1].sum(), weights.sum() / 10, 1) if len(open_) else weights


def train(kind, pages, columns):
    settings = SETTINGS[kind]
    pages = [page for page in pages if len(page["y"])]
    x = numpy.concatenate([page["x"] for page in pages])
    if len(columns) < x.shape[1]:
        # Left out: the same for all.
        kept = numpy.zeros_like(x)
        kept[:, columns] = x[:, columns]
        x = kept
    y = numpy.concatenate([page["y"] for page in pages])
    w = numpy.concatenate([page["w"] for page in pages])
    return boost(settings, x, y, w)


def boost(settings, x, y, w):
    w = w * (len(w) / w.sum())
    parameters = {
        "objective": "binary", "num_leaves": settings["leaves"], "learning_rate": settings["rate"],
        "min_data_in_leaf": settings["least"], "lambda_l2": 5.0, "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1,
        "seed": SEED, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1, "max_bin": 255,
    }
    data = lightgbm.Dataset(x.astype(numpy.float32), label=y, weight=w, free_raw_data=True)
    return lightgbm.train(parameters, data, num_boost_round=settings["trees"])


def model_text(kind, names, booster):
    """The trees in whole numbers. The first tree holds the average; limits fall between whole numbers."""
    heading = [
        "# Which lines of a dump are the article; made by tools/train/train.py: do not edit.",
        f"# Seed {SEED}, {SETTINGS[kind]}; sets {' '.join(SETS)}.",
    ]
    return trees_text(heading, names, booster)


def trees_text(heading, names, booster):
    lines = ["copydesk trees 1", *heading, "features " + " ".join(names), "bias 0"]
    for tree in booster.dump_model()["tree_info"]:
        nodes, leaves = [], []
        place(tree["tree_structure"], nodes, leaves)
        lines.append("tree " + " ".join(nodes) + " | " + " ".join(leaves))
    return "\n".join(lines) + "\n"


def place(node, nodes, leaves):
    """Writes a node before what is below it; returns its number."""
    if "leaf_value" in node:
        leaves.append(str(round(node["leaf_value"] * SCALE)))
        return -len(leaves)
    at = len(nodes)
    nodes.append("")
    assert node["decision_type"] == "<="
    limit = int(numpy.floor(node["threshold"]))
    left, right = (place(node[side], nodes, leaves) for side in ("left_child", "right_child"))
    nodes[at] = f"{node['split_feature']}:{limit}:{left}:{right}"
    return at


def out_of_fold(features, pages, names, columns):
    """Every page by a model that saw no page of its host."""
    answers = {}
    for held in range(FOLDS):
        model = model_text(features.kind, names, train(features.kind, [p for p in pages if p["fold"] != held], columns))
        with tempfile.NamedTemporaryFile("w", suffix=".trees", encoding="utf-8") as file:
            file.write(model)
            file.flush()
            answers |= {a["id"]: a for a in features.bodies([p for p in pages if p["fold"] == held], model=[file.name])}
    return answers


def report(what, score, pages, answers):
    out, mean = [], []
    for name in SETS:
        gold = [page["gold"] for page in pages if page["set"] == name]
        result, _ = score.score(gold, answers)
        out.append(f"{name} {result['F1']:.4f} (P {result['P']:.3f} R {result['R']:.3f}, {result['under.5']} under .5)")
        if "subF1" in result and name == "fundus":
            out.append(f"subheads {result['subF1']:.3f}")
        if name != "ar":
            mean.append(result["F1"])
    print(f"{what:14} mean {sum(mean) / len(mean):.4f}  " + "  ".join(out), flush=True)


def group_of(kind, name):
    found = [group for group, starts in GROUPS[kind].items() if any(name.startswith(start) for start in starts)]
    return found[0] if found else "block"


if __name__ == "__main__":
    sys.exit(main())
