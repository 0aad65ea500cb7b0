"""Hugging Face's client, pointed at the service as at a text-embeddings-inference endpoint."""

import asyncio

import pytest
from conftest import (
    DOCUMENTS,
    PAGES_WITH_LONG,
    QUESTION,
    URL,
    assert_finds_answer,
    assert_same_as_embed,
    embed,
    floats,
)
from huggingface_hub import AsyncInferenceClient, InferenceClient
from huggingface_hub.errors import HfHubHTTPError

client = InferenceClient(base_url=URL)


def test_finds_the_answer():
    query, *documents = client.feature_extraction([QUESTION, *DOCUMENTS]).tolist()

    assert_finds_answer(query, documents)
    assert_same_as_embed([query, *documents], [QUESTION, *DOCUMENTS])


def test_embeds_one_text_and_asynchronously():
    async def asked():
        async with AsyncInferenceClient(base_url=URL) as each:
            return await each.feature_extraction(DOCUMENTS)

    assert_same_as_embed(client.feature_extraction(QUESTION).tolist(), [QUESTION])
    assert_same_as_embed(asyncio.run(asked()).tolist(), DOCUMENTS)


def test_embeds_blank_and_long_pages():
    assert_same_as_embed(client.feature_extraction(PAGES_WITH_LONG).tolist(), PAGES_WITH_LONG)


def test_passes_the_originals_parameters_on():
    plain = client.feature_extraction(QUESTION)[0].tolist()
    prompted = client.feature_extraction(QUESTION, prompt_name="query")[0].tolist()
    left = client.feature_extraction(
        PAGES_WITH_LONG[3], truncate=True, truncation_direction="left"
    )[0].tolist()

    assert prompted != plain
    assert floats(left) != floats(embed([PAGES_WITH_LONG[3]])[0])
    assert client.feature_extraction(QUESTION, normalize=True)[0].tolist() == plain


@pytest.mark.parametrize("encoding_format", ["float", "base64"])
def test_encoding_format_means_nothing_to_this_dialect(encoding_format):
    vectors = client.feature_extraction(QUESTION, encoding_format=encoding_format)

    assert_same_as_embed(vectors.tolist(), [QUESTION])


def test_compares_sentences():
    scores = InferenceClient().sentence_similarity(
        QUESTION, DOCUMENTS, model=f"{URL}/similarity"
    )

    assert scores.index(max(scores)) == 1


def test_raises_its_own_error_with_the_services_words():
    with pytest.raises(HfHubHTTPError) as refused:
        client.feature_extraction(PAGES_WITH_LONG, truncate=False)

    assert refused.value.response.status_code == 422
    assert "512" in str(refused.value)
