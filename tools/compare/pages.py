#!/usr/bin/env python3
"""Python trafilatura over payloads, and the HTML that other extractors found as predictions.

usage: pages.py trafilatura  < payloads.jsonl   > predictions.jsonl    pages as `copydesk process` takes them
       pages.py text         < found.jsonl      > predictions.jsonl    {id, title, authors, published, html} of copydesk-compare
"""
import json
import sys

from lxml import etree, html

BLOCKS = {
    'address', 'article', 'aside', 'blockquote', 'dd', 'div', 'dl', 'dt', 'figcaption', 'figure', 'h1', 'h2', 'h3', 'h4',
    'h5', 'h6', 'header', 'hr', 'li', 'main', 'ol', 'p', 'pre', 'section', 'table', 'tbody', 'td', 'th', 'tr', 'ul', 'br',
}
HEADINGS = {'h1', 'h2', 'h3', 'h4', 'h5', 'h6'}


def lines_of(fragment):
    """The text of a fragment with each block in a line of its own, and its headings."""
    if not fragment.strip():
        return '', []
    root = html.fragment_fromstring(fragment, create_parent='div')
    pieces = []
    for event, node in etree.iterwalk(root, events=('start', 'end')):
        if not isinstance(node.tag, str):
            continue
        if node.tag in BLOCKS:
            pieces.append('\n')
        if event == 'start':
            pieces.append(node.text or '')
        else:
            pieces.append(node.tail or '')
    text = '\n'.join(line for line in (' '.join(line.split()) for line in ''.join(pieces).split('\n')) if line)
    headings = [' '.join(node.text_content().split()) for node in root.iter(*HEADINGS)]
    return text, [heading for heading in headings if heading]


def text():
    for line in sys.stdin:
        found = json.loads(line)
        fragment = found.pop('html')
        found['text'], found['subheads'] = lines_of(fragment)
        print(json.dumps(found, ensure_ascii=False))


def trafilatura():
    from trafilatura import bare_extraction
    for line in sys.stdin:
        page = json.loads(line)
        try:
            found = bare_extraction(page['html'], url=page.get('url'), with_metadata=True, include_comments=False)
        except Exception as error:  # whatever it stumbles over is a page without an answer
            print(f'{page["id"]}: {error}', file=sys.stderr)
            continue
        if found is None:
            continue
        headings = [' '.join(head.itertext()) for head in found.body.iter('head')] if found.body is not None else []
        authors = [name.strip() for name in (found.author or '').split(';') if name.strip()]
        print(json.dumps({
            'id': page['id'], 'title': found.title, 'authors': authors, 'published': found.date,
            'text': found.text, 'subheads': headings,
        }, ensure_ascii=False))


if __name__ == '__main__':
    modes = {'trafilatura': trafilatura, 'text': text}
    if len(sys.argv) != 2 or sys.argv[1] not in modes:
        sys.exit(__doc__)
    modes[sys.argv[1]]()
