#!/usr/bin/env python3
"""Make data/language/ngrams.bin from the language model of py3langid.

usage: pip download --no-deps py3langid==0.4.0
       language.py py3langid-0.4.0-py3-none-any.whl > data/language/ngrams.bin        (needs NumPy)

py3langid (BSD-3-Clause) counts byte n-grams of a text and adds up what each says for each of 142 languages. Here stays
what tells languages of one script apart: for each script the n-grams that say most, and for each of them and each
language of that script by how much it speaks against the language, in steps, in a byte.

Layout, little-endian: "cdng1\\n\\0\\0", u32 scripts; for each script its ISO 15924 code, u32 languages, u32 n-grams,
the languages (4 bytes each, filled with NUL), their priors against (u16 each, in steps), the n-grams (u64 each,
ascending: the bytes, the last one lowest, below their number in the highest byte), and a row of bytes for each n-gram.
"""
import io
import lzma
import struct
import sys
import zipfile
from collections import deque

import numpy as np

SCRIPTS = {
    'Latn': (30_000, 'af az bs ca cs cy da de en eo es et eu fi fr fy ga gd gl ha hr ht hu id ig is it jv lb lg ln lt lv mg ms '
                     'mt nl nn no om pl pt ro rw sk sl sn so sq sr st sv sw tk tl tr uz vi xh yo zu ku'),
    'Cyrl': (8_000, 'az ba be bg kk ky mk mn ru sr tg tt uk uz'),
    'Arab': (5_000, 'ar az ckb fa ps sdh ug ur ku'),
    'Deva': (3_000, 'hi mr ne'),
}
# Southern Kurdish is written like Sorani, and the press calls both so.
RENAMED = {'sdh': 'ckb'}
STEP = 0.06


def ngrams(moves, rows, outputs):
    """The bytes of each n-gram: the shortest way to a state that tells of it."""
    moves = moves.reshape(-1, 256)
    way, queue, found = {0: b''}, deque([0]), {}
    while queue:
        state = queue.popleft()
        if outputs[state] >= 0:
            found.setdefault(int(outputs[state]), way[state])
        for byte, to in enumerate(moves[rows[state]].tolist()):
            if to not in way:
                way[to] = way[state] + bytes([byte])
                queue.append(to)
    return found


def key(ngram):
    return len(ngram) << 56 | int.from_bytes(ngram, 'big')


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        model = np.load(io.BytesIO(lzma.decompress(wheel.read('py3langid/data/model.npz.xz'))))
    classes = [str(name) for name in model['classes']]
    weights, priors = model['ptc'].astype(np.float64), model['pc'].astype(np.float64)
    found = ngrams(model['nextmove'], model['nextmove_row'], model['out_feat'])
    out = sys.stdout.buffer
    out.write(b'cdng1\n\0\0' + struct.pack('<I', len(SCRIPTS)))
    for script, (count, languages) in SCRIPTS.items():
        languages = languages.split()
        columns = [at for at, name in enumerate(classes) if name in languages]
        own = weights[:, columns]
        most = own.max(axis=1)
        # What is frequent somewhere and rare elsewhere tells most.
        merit = np.exp(most) * (most - own.mean(axis=1))
        best = np.argsort(-merit, kind='stable')[:count]
        best = sorted(best.tolist(), key=lambda at: key(found[at]))
        against = np.clip(np.round((most[best, None] - own[best]) / STEP), 0, 255).astype(np.uint8)
        prior = np.round((priors[columns].max() - priors[columns]) / STEP).astype(np.uint16)
        out.write(script.encode() + struct.pack('<II', len(columns), len(best)))
        for at in columns:
            out.write(RENAMED.get(classes[at], classes[at]).encode().ljust(4, b'\0'))
        out.write(prior.astype('<u2').tobytes())
        out.write(np.array([key(found[at]) for at in best], '<u8').tobytes())
        out.write(against.tobytes())


if __name__ == '__main__':
    main()
