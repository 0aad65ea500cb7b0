"""LiteLLM, which maps the errors of many servers to its own."""

import asyncio

import pytest
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

import litellm

SERVICE = {
    "model": f"openai/{MODEL}",
    "api_base": f"{URL}/v1",
    "api_key": "any",
    "max_retries": 0,
}


def vectors(answer):
    return [item["embedding"] for item in answer.data]


def test_finds_the_answer():
    query, *documents = vectors(litellm.embedding(input=[QUESTION, *DOCUMENTS], **SERVICE))

    assert_finds_answer(query, documents)
    assert_same_as_embed([query, *documents], [QUESTION, *DOCUMENTS])
    assert_same_as_embed(
        vectors(asyncio.run(litellm.aembedding(input=DOCUMENTS, **SERVICE))), DOCUMENTS
    )


def test_embeds_blank_pages():
    assert_same_as_embed(vectors(litellm.embedding(input=PAGES, **SERVICE)), PAGES)


def test_recognises_a_text_that_is_too_long():
    with pytest.raises(litellm.ContextWindowExceededError):
        litellm.embedding(input=PAGES_WITH_LONG, **SERVICE)


def test_embeds_long_pages_if_asked_to_truncate():
    answer = litellm.embedding(
        input=PAGES_WITH_LONG, extra_body={"truncate": True}, **SERVICE
    )

    assert_same_as_embed(vectors(answer), PAGES_WITH_LONG)


def test_raises_its_own_error_for_an_unknown_model():
    with pytest.raises(litellm.NotFoundError):
        litellm.embedding(input="a", **{**SERVICE, "model": "openai/nope"})
