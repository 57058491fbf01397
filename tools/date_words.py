#!/usr/bin/env python3
"""Make data/date-words.tsv from the Unicode CLDR.

usage: tools/date_words.py [--cache DIR] > data/date-words.tsv

Fetches three packages with `npm pack` (cldr-dates-full 48.2.0, cldr-cal-islamic-full 48.2.0, cldr-cal-persian-full
46.1.0; licence Unicode-3.0) and writes one line per language and kind:

  months-gregorian  LANG  12 cells, names apart by `|`         months-hijri, months-persian likewise
  weekdays          LANG  7 cells, Monday first
  ago               LANG  year month week day hour minute second: phrases with {} for the number, or `N:phrase`
  day               LANG  -2 -1 0 1 2: phrases for days around today
  last              LANG  year month week: phrases for the one before this
  half-day          LANG  am pm

Needs only the standard library and npm.
"""
import argparse, json, os, re, subprocess, sys, tarfile, tempfile, unicodedata

PACKAGES = {"dates": "cldr-dates-full@48.2.0", "islamic": "cldr-cal-islamic-full@48.2.0", "persian": "cldr-cal-persian-full@46.1.0"}

LOCALES = """af am ar ar-LB ar-DZ ar-MA ar-MR as az az-Cyrl be bg bn br bs ca ckb cs cy da de de-AT el en eo es es-MX et eu fa fa-AF
fi fil fo fr fr-CA fy ga gd gl gu ha he hi hr hu hy id ig is it ja ka kk km kn ko ku ky lb lo lt lv mk ml mn mr ms mt my nb ne nl nn
or pa pl ps pt pt-PT rm ro ru sd si sk sl so sq sr sr-Latn sv sw ta te tg th ti tk tr tt ug uk ur uz uz-Cyrl vi yo zh zh-Hant zu""".split()

DAYS = "mon tue wed thu fri sat sun".split()
UNITS = "year month week day hour minute second".split()


def fetch(cache):
    for name, package in PACKAGES.items():
        target = os.path.join(cache, name)
        if os.path.isdir(target):
            continue
        packed = subprocess.run(["npm", "pack", "--silent", package], cwd=cache, check=True, capture_output=True, text=True)
        with tarfile.open(os.path.join(cache, packed.stdout.split()[-1])) as archive:
            archive.extractall(target)


def load(cache, package, locale, file):
    path = os.path.join(cache, package, "package", "main", locale, file)
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as f:
        return json.load(f)["main"][locale]["dates"]


def useful(name, least=2):
    """Names with digits ("1月") are read by rule; a single letter says nothing, unless a language writes no longer ones."""
    return name and len(name.strip(". ")) >= least and not any(unicodedata.category(c) == "Nd" for c in name) and "\t" not in name and "|" not in name


def names(node, keys, widths=("wide", "abbreviated"), least=2):
    cells = []
    for key in keys:
        found = []
        for context in ("format", "stand-alone"):
            for width in widths:
                name = node.get(context, {}).get(width, {}).get(key)
                if name and useful(name, least) and name not in found:
                    found.append(name)
        cells.append("|".join(found))
    return cells


def line(kind, locale, cells):
    if any(cells):
        print(kind, locale, *cells, sep="\t")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", default=None, help="keep the packages here")
    args = parser.parse_args()
    cache = args.cache or tempfile.mkdtemp(prefix="cldr-")
    os.makedirs(cache, exist_ok=True)
    fetch(cache)
    print("# Words of dates in many languages. Unicode CLDR 48.2 (Persian calendar: 46.1), (c) Unicode, Inc., licence Unicode-3.0")
    print("# (https://www.unicode.org/license.txt). Made by tools/date_words.py; do not edit.")
    months = [str(m) for m in range(1, 13)]
    for locale in LOCALES:
        root = load(cache, "dates", locale, "ca-gregorian.json")
        if root is None:
            sys.exit(f"CLDR has no {locale}")
        gregorian = root["calendars"]["gregorian"]
        line("months-gregorian", locale, names(gregorian["months"], months))
        line("weekdays", locale, names(gregorian["days"], DAYS, least=3))
        for calendar, package, file, key in (("hijri", "islamic", "ca-islamic.json", "islamic"), ("persian", "persian", "ca-persian.json", "persian")):
            node = load(cache, package, locale, file)
            if node and locale in ("ar", "fa", "fa-AF", "ur", "ps", "ckb", "ug", "sd", "tr", "id", "ms", "en", "ku", "he", "az", "so"):
                line(f"months-{calendar}", locale, names(node["calendars"][key]["months"], months, widths=("wide",)))
        halves = []
        for half in ("am", "pm"):
            found = []
            for width in ("wide", "abbreviated"):
                name = gregorian["dayPeriods"]["format"].get(width, {}).get(half)
                if name and name not in found and "\t" not in name:
                    found.append(name)
            halves.append("|".join(found))
        line("half-day", locale, halves)
        fields = load(cache, "dates", locale, "dateFields.json")["fields"]
        ago, last = [], []
        for unit in UNITS:
            found, before = [], []
            for width in ("", "-short", "-narrow"):
                node = fields.get(unit + width, {})
                for count, pattern in node.get("relativeTime-type-past", {}).items():
                    count = count.rsplit("-", 1)[1]
                    if "{0}" in pattern:
                        phrase = pattern.replace("{0}", "{}")
                    elif count in ("one", "two"):
                        phrase = f"{1 if count == 'one' else 2}:{pattern}"
                    else:
                        continue
                    # "-2 h" and the like are no phrases.
                    if phrase not in found and re.search(r"\w", phrase.replace("{}", "")) and not re.match(r"[-−+]", phrase):
                        found.append(phrase)
                name = node.get("relative-type--1")
                if name and name not in before and re.search(r"\w{2}", name):
                    before.append(name)
            ago.append("|".join(found))
            if unit in ("year", "month", "week"):
                last.append("|".join(before))
        line("ago", locale, ago)
        line("last", locale, last)
        day = []
        for offset in ("-2", "-1", "0", "1", "2"):
            name = fields["day"].get(f"relative-type-{offset}")
            day.append(name or "")
        line("day", locale, day)


main()
