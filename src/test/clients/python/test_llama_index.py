"""LlamaIndex's embeddings in both dialects."""

import asyncio

import pytest
from conftest import (
    DOCUMENTS,
    LONG,
    MODEL,
    PAGES,
    PAGES_WITH_LONG,
    QUESTION,
    URL,
    assert_finds_answer,
    assert_same_as_embed,
)
from llama_index.embeddings.openai import OpenAIEmbedding
from llama_index.embeddings.openai_like import OpenAILikeEmbedding
from llama_index.embeddings.text_embeddings_inference import TextEmbeddingsInference

# The instructions that it knows by the name of a model are not ours: without them, the texts alone.
EMBEDDINGS = {
    "TextEmbeddingsInference": lambda: TextEmbeddingsInference(
        model_name=MODEL, base_url=URL, query_instruction="", text_instruction=""
    ),
    "OpenAILikeEmbedding": lambda: OpenAILikeEmbedding(
        model_name="text-embeddings-inference", api_base=f"{URL}/v1", max_retries=0
    ),
    "OpenAIEmbedding": lambda: OpenAIEmbedding(
        model_name=MODEL, api_base=f"{URL}/v1", api_key="any", max_retries=0
    ),
}


@pytest.mark.parametrize("embedding", EMBEDDINGS.values(), ids=EMBEDDINGS)
def test_finds_the_answer(embedding):
    query = embedding().get_query_embedding(QUESTION)
    documents = embedding().get_text_embedding_batch(DOCUMENTS)

    assert_finds_answer(query, documents)
    assert_same_as_embed([query, *documents], [QUESTION, *DOCUMENTS])
    batch = asyncio.run(embedding().aget_text_embedding_batch(DOCUMENTS))
    assert_same_as_embed(batch, DOCUMENTS)


def test_tei_embeds_long_pages():
    vectors = EMBEDDINGS["TextEmbeddingsInference"]().get_text_embedding_batch([*DOCUMENTS, LONG])

    assert_same_as_embed(vectors, [*DOCUMENTS, LONG])


def test_tei_strips_a_blank_page_to_nothing_which_the_original_refuses_too():
    with pytest.raises(ValueError, match="error_type.*Empty"):
        EMBEDDINGS["TextEmbeddingsInference"]().get_text_embedding_batch(PAGES)


def test_openai_like_embeds_blank_pages():
    vectors = EMBEDDINGS["OpenAILikeEmbedding"]().get_text_embedding_batch(PAGES)

    assert_same_as_embed(vectors, PAGES)


def test_openai_like_embeds_long_pages_if_asked_to_truncate():
    embedding = OpenAILikeEmbedding(
        model_name=MODEL,
        api_base=f"{URL}/v1",
        additional_kwargs={"extra_body": {"truncate": True}},
    )

    vectors = embedding.get_text_embedding_batch(PAGES_WITH_LONG)

    assert_same_as_embed(vectors, PAGES_WITH_LONG)
