#!/usr/bin/env python3
"""Makes data/mediatopics/codes.tsv and labels.tsv from the IPTC Media Topics.

    python3 tools/mediatopics.py MEDIATOPICS.json data/mediatopics

The first argument is a JSON file with `updated` and a list `topics` of {code, parent, retired?, names{tag: label}}, parents before
their children. Retired concepts are left out. A label that several concepts share is written once, for the one that is
an ancestor of all the others; where none is, the label says nothing and is left out.
"""

import json
import re
import sys
import unicodedata


# The same folding as `fold` in src/enrich/section.rs; a test there holds the table to it.
LETTERS = str.maketrans("أإآٱىیةکı’\u200c", "ااااييهكi' ")
DROPPED = "[\u00ad\u0307\u0640\u064b-\u065f\u0670\u200b\u200d-\u200f]"


def fold(label):
    label = re.sub(r"\s*\([^)]*\)\s*$", "", label)
    label = unicodedata.normalize("NFKC", label).casefold().translate(LETTERS)
    label = re.sub(r"^[\W_]+|[\W_]+$", "", re.sub(DROPPED, "", label))
    return " ".join(label.split())


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        scheme = json.load(file)
    topics = {topic["code"]: topic for topic in scheme["topics"] if not topic.get("retired")}
    parents = {topic["code"]: topic["parent"] for topic in scheme["topics"]}

    def ancestors(code):
        line = []
        while code:
            line.append(code)
            code = parents.get(code)
        return line

    def english(topic):
        return topic["names"].get("en") or topic["names"].get("en-US")

    codes = {}
    for code, topic in topics.items():
        for tag, label in topic["names"].items():
            codes.setdefault((tag.split("-")[0], fold(label)), set()).add(code)

    notice = f"# IPTC Media Topics as of {scheme['updated']}, (c) IPTC, CC-BY-4.0; made by tools/mediatopics.py: do not edit."
    with open(f"{sys.argv[2]}/codes.tsv", "w", encoding="utf-8") as file:
        print(notice, "# code, English label, top-level code", sep="\n", file=file)
        for code, topic in sorted(topics.items()):
            print(code, english(topic), ancestors(code)[-1], sep="\t", file=file)
    with open(f"{sys.argv[2]}/labels.tsv", "w", encoding="utf-8") as file:
        print(notice, "# language, folded label, code; sorted", sep="\n", file=file)
        for (language, label), sharing in sorted(codes.items()):
            owners = [code for code in sharing if all(code in ancestors(other) for other in sharing)]
            for code in owners:
                print(language, label, code, sep="\t", file=file)


main()
