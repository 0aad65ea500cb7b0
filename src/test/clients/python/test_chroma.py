"""Chroma's embedding functions in both dialects, by themselves and in a collection."""

import chromadb
import numpy
import pytest
from chromadb.utils.embedding_functions import HuggingFaceEmbeddingServer, OpenAIEmbeddingFunction
from conftest import DOCUMENTS, MODEL, PAGES, PAGES_WITH_LONG, QUESTION, URL, assert_same_as_embed

FUNCTIONS = {
    "OpenAIEmbeddingFunction": lambda: OpenAIEmbeddingFunction(
        api_key="any", api_base=f"{URL}/v1", model_name=MODEL
    ),
    "HuggingFaceEmbeddingServer": lambda: HuggingFaceEmbeddingServer(url=f"{URL}/embed"),
}
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_embeds_blank_pages(function):
    assert_same_as_embed(numpy.array(function()(PAGES)).tolist(), PAGES)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_finds_the_answer_in_a_collection(function):
    client = chromadb.EphemeralClient(chromadb.Settings(anonymized_telemetry=False))
    collection = client.get_or_create_collection(
        function().name(), embedding_function=function()
    )
    collection.add(ids=["0", "1", "2"], documents=DOCUMENTS)

    found = collection.query(query_texts=[QUESTION], n_results=1)

    assert found["ids"] == [["1"]]


def test_server_embeds_long_pages():
    vectors = FUNCTIONS["HuggingFaceEmbeddingServer"]()(PAGES_WITH_LONG)

    assert_same_as_embed(numpy.array(vectors).tolist(), PAGES_WITH_LONG)
