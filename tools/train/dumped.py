"""A page of HTML as the text that a crawler without markup hands over: one line for each block, blank lines between."""

import re

from lxml import html

BLOCKS = set(
    "address article aside blockquote body br button canvas center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section select summary table tbody td tfoot th thead tr ul".split()
)
UNSEEN = set("audio head iframe math noscript object script style svg template textarea video".split())
SPACES = re.compile(r"\s+")


def dumped(page):
    out = []
    # Without recursion: (element, or the text behind one).
    waiting = [html.document_fromstring(re.sub(r"<\?xml[^>]*\?>", "", page, count=1))]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        if item.tail:
            waiting.append(SPACES.sub(" ", item.tail))
        if not isinstance(item.tag, str) or item.tag in UNSEEN:
            continue
        block = "\n" if item.tag in BLOCKS else ""
        waiting.append(block)
        waiting.extend(reversed(item))
        out.append(block + SPACES.sub(" ", item.text or ""))
    lines = (re.sub(" +", " ", line).strip() for line in "".join(out).split("\n"))
    return "\n\n".join(line for line in lines if line)
