"""Haystack's embedders in both dialects."""

from conftest import (
    DOCUMENTS,
    MODEL,
    PAGES,
    PAGES_WITH_LONG,
    QUESTION,
    URL,
    assert_finds_answer,
    assert_same_as_embed,
)
from haystack import Document
from haystack.components.embedders import OpenAIDocumentEmbedder, OpenAITextEmbedder
from haystack.utils import Secret
from haystack_integrations.components.embedders.huggingface_api import (
    HuggingFaceAPIDocumentEmbedder,
    HuggingFaceAPITextEmbedder,
)

KEY = Secret.from_token("any")
OPEN_AI = {"api_key": KEY, "api_base_url": f"{URL}/v1", "model": MODEL}


def embedded(embedder, texts):
    documents = embedder.run([Document(content=text) for text in texts])["documents"]
    return [document.embedding for document in documents]


def test_openai_finds_the_answer():
    query = OpenAITextEmbedder(**OPEN_AI).run(QUESTION)["embedding"]
    documents = embedded(OpenAIDocumentEmbedder(**OPEN_AI), DOCUMENTS)

    assert_finds_answer(query, documents)
    assert_same_as_embed([query, *documents], [QUESTION, *DOCUMENTS])


def test_openai_embeds_blank_pages():
    assert_same_as_embed(embedded(OpenAIDocumentEmbedder(**OPEN_AI), PAGES), PAGES)


# Its text-embeddings-inference clients are a package of their own. They ask for vectors that are
# not normalised unless told otherwise.
TEI = {
    "api_type": "text_embeddings_inference",
    "api_params": {"url": URL},
    "token": None,
}


def test_tei_finds_the_answer():
    query = HuggingFaceAPITextEmbedder(**TEI).run(QUESTION)["embedding"]
    documents = embedded(HuggingFaceAPIDocumentEmbedder(**TEI), DOCUMENTS)

    assert_finds_answer(query, documents)
    assert_same_as_embed([query, *documents], [QUESTION, *DOCUMENTS], normalize=False)


def test_tei_embeds_blank_and_long_pages():
    vectors = embedded(HuggingFaceAPIDocumentEmbedder(**TEI), PAGES_WITH_LONG)

    assert_same_as_embed(vectors, PAGES_WITH_LONG, normalize=False)
