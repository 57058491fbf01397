"""Which blocks of a page are the article, told by aligning their text with the text that people labelled."""

import re

WORD = re.compile(r"\w+")
SINGLE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
SIZE = 4


def tokens(text):
    words = WORD.findall(text or "")
    return [t for w in words for t in (SINGLE.sub(lambda m: f" {m.group()} ", w).split() if SINGLE.search(w) else (w,))]


def shingles(words):
    return [tuple(words[at : at + SIZE]) for at in range(len(words) - SIZE + 1)]


def labels(gold, blocks):
    """(label, tokens) for each block. A block is the article's if half of its 4-grams are; one of fewer words than that,
    if it is a line of the article or stands in it between its neighbours' words."""
    whole = tokens(gold)
    known = set(shingles(whole))
    lines = {tuple(tokens(line)) for line in gold.split("\n")}
    words = [tokens(block["text"]) for block in blocks]
    out = []
    for at, own in enumerate(words):
        if not own:
            out.append((0, 0))
            continue
        grams = shingles(own)
        if grams:
            label = 2 * sum(gram in known for gram in grams) >= len(grams)
        else:
            before = next((w for w in reversed(words[max(0, at - 3) : at]) if w), [])[-(SIZE - 1) :]
            after = next((w for w in words[at + 1 : at + 4] if w), [])[: SIZE - 1]
            near = shingles(before + own) + shingles(own + after)
            label = tuple(own) in lines or bool(near) and sum(gram in known for gram in near) * 4 >= len(near) * 3
        out.append((int(label), len(own)))
    return once(blocks, out)


def once(blocks, found):
    """Of equal texts one is the article's: the one that the rules keep, else the first."""
    places = {}
    for at, (block, (label, count)) in enumerate(zip(blocks, found)):
        if label and count >= SIZE:
            places.setdefault(block["text"], []).append(at)
    for same in places.values():
        chosen = next((at for at in same if blocks[at]["kept"]), same[0])
        for at in same:
            if at != chosen:
                found[at] = (0, found[at][1])
    return found
