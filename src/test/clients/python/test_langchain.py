"""LangChain's embeddings in both dialects."""

import asyncio

import openai
import pytest
import tiktoken
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
from huggingface_hub import AsyncInferenceClient, InferenceClient
from langchain_huggingface import HuggingFaceEndpointEmbeddings
from langchain_openai import OpenAIEmbeddings


@pytest.fixture
def tiktoken_without_network(monkeypatch):
    """Tiktoken fetches its tables from a network; one of bytes makes ids as well."""
    encoding = tiktoken.Encoding(
        name="cl100k_base",
        pat_str=r"\S+|\s+",
        mergeable_ranks={bytes([byte]): byte for byte in range(256)},
        special_tokens={},
    )
    monkeypatch.setitem(tiktoken.registry.ENCODINGS, "cl100k_base", encoding)


def open_ai(**options):
    return OpenAIEmbeddings(
        model=MODEL, base_url=f"{URL}/v1", api_key="any", max_retries=0, **options
    )


def endpoint():
    embeddings = HuggingFaceEndpointEmbeddings(model=f"BAAI/{MODEL}")
    embeddings.client = InferenceClient(base_url=URL)
    embeddings.async_client = AsyncInferenceClient(base_url=URL)
    return embeddings


@pytest.mark.parametrize(
    "embeddings",
    [open_ai(check_embedding_ctx_length=False), endpoint()],
    ids=["OpenAIEmbeddings", "HuggingFaceEndpointEmbeddings"],
)
def test_finds_the_answer(embeddings):
    query = embeddings.embed_query(QUESTION)
    documents = embeddings.embed_documents(DOCUMENTS)

    assert_finds_answer(query, documents)
    assert_same_as_embed([query, *documents], [QUESTION, *DOCUMENTS])
    assert_same_as_embed(asyncio.run(embeddings.aembed_documents(DOCUMENTS)), DOCUMENTS)
    assert_same_as_embed(embeddings.embed_documents(PAGES), PAGES)


def test_endpoint_embeds_blank_and_long_pages():
    assert_same_as_embed(endpoint().embed_documents(PAGES_WITH_LONG), PAGES_WITH_LONG)


def test_openai_embeds_long_pages_if_asked_to_truncate():
    embeddings = open_ai(
        check_embedding_ctx_length=False, model_kwargs={"extra_body": {"truncate": True}}
    )

    assert_same_as_embed(embeddings.embed_documents(PAGES_WITH_LONG), PAGES_WITH_LONG)


@pytest.mark.usefixtures("tiktoken_without_network")
def test_openai_by_default_sends_ids_of_tiktoken_and_is_told_what_to_set():
    with pytest.raises(openai.BadRequestError) as refused:
        open_ai().embed_documents(DOCUMENTS)

    assert "tiktoken" in str(refused.value)
    assert "check_embedding_ctx_length=False" in str(refused.value)
