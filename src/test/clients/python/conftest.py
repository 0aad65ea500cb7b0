"""What the tests of all clients share: where the service is, and what it answers by itself."""

import json
import os
import struct
import urllib.request

URL = os.environ["SEMBLANCE_URL"]
MODEL = "bge-small-en-v1.5"
MAX_TOKENS = 512

# A question, and three documents of which the second answers it.
QUESTION = "How much vacation do I get?"
DOCUMENTS = [
    "Choose Reset on the first page. We send you a link that works for one hour.",
    "Everybody has thirty days of holiday a year. Ask your team lead two weeks before.",
    "Dogs are welcome on the ground floor if everybody in the room agrees.",
]
BLANK = " "
LONG = "Everybody has thirty days of holiday a year. " * 100

# What a loader of PDFs yields: a page without words, and one longer than the model reads.
PAGES = [DOCUMENTS[0], BLANK, DOCUMENTS[1]]
PAGES_WITH_LONG = PAGES + [LONG]


def post(path, body):
    request = urllib.request.Request(
        URL + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def embed(texts, **options):
    """What /embed answers, with nothing between it and the test."""
    return post("/embed", {"inputs": texts, **options})


def floats(vector):
    """The components as 32-bit floats, which is what the service computes."""
    return list(struct.unpack(f"{len(vector)}f", struct.pack(f"{len(vector)}f", *vector)))


def assert_same_as_embed(vectors, texts, **options):
    expected = embed(texts, **options)
    assert len(vectors) == len(texts)
    for vector, wanted, text in zip(vectors, expected, texts):
        assert floats(vector) == floats(wanted), text[:60]


def assert_finds_answer(query, vectors):
    """Checks that the second document is nearest to the question."""
    scores = [sum(x * y for x, y in zip(query, vector)) for vector in vectors]
    assert scores.index(max(scores)) == 1
