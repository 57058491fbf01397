#!/usr/bin/env python3
"""What changed between two runs of `make eval … OUT=folder`, page by page. Standard library only.

usage: eval_diff.py BEFORE AFTER [SET...]

Each page whose figures or fields differ, those that lost most first; then how many got better and worse in each set.
"""
import json
import sys
from pathlib import Path

NAMES = {'pageF1': 'body', 'snipF1': 'snippets', 'title': 'title', 'date': 'date', 'authF1': 'authors', 'subF1': 'subheads'}
FIELDS = {'title': 'title', 'date': 'published', 'authF1': 'authors'}


def pages(path):
    with open(path, encoding='utf-8') as lines:
        return {page['id']: page for page in map(json.loads, lines)}


def changes(before, after):
    """What differs on a page, and by how much its figures moved together."""
    found, moved = [], 0.0
    for key, name in NAMES.items():
        old, new = before['figures'].get(key), after['figures'].get(key)
        field = FIELDS.get(key)
        worded = field and before.get(field) != after.get(field)
        if old == new and not worded:
            continue
        if old is not None and new is not None:
            moved += new - old
        text = f'{name} {shown(old)} → {shown(new)}'
        if worded:
            text += f': {before.get(field)!r} → {after.get(field)!r}'
        found.append(text)
    return moved, found


def shown(figure):
    return 'unlabelled' if figure is None else f'{figure:.3f}'


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    before, after, sets = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    totals = []
    for path in sorted(after.glob('*.pages.jsonl')):
        name = path.name.removesuffix('.pages.jsonl')
        if not (before / path.name).is_file() or (sets and name.split('.')[0] not in sets):
            continue
        old, new = pages(before / path.name), pages(path)
        rows = sorted((*changes(old[key], new[key]), key) for key in old.keys() & new.keys())
        rows = [row for row in rows if row[1]]
        for moved, found, key in rows:
            print(f'{name}\t{key}\t{moved:+.3f}\t' + '; '.join(found))
        better, worse = sum(row[0] > 0 for row in rows), sum(row[0] < 0 for row in rows)
        totals.append(f'{name}: {better} better, {worse} worse, {len(rows) - better - worse} otherwise, of {len(new)} pages')
    print('\n'.join(totals) or 'no set is in both runs')


if __name__ == '__main__':
    main()
