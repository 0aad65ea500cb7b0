"""The official client, with nothing set but the base URL and a key that it insists on."""

import asyncio

import openai
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

client = openai.OpenAI(base_url=f"{URL}/v1", api_key="any", max_retries=0)


def vectors(answer):
    assert [item.index for item in answer.data] == list(range(len(answer.data)))
    return [item.embedding for item in answer.data]


def test_embeds_a_list_and_finds_the_answer():
    answer = client.embeddings.create(model=MODEL, input=[QUESTION, *DOCUMENTS])

    query, *documents = vectors(answer)
    assert answer.model == MODEL
    assert answer.usage.total_tokens > 20
    assert_finds_answer(query, documents)
    assert_same_as_embed([query, *documents], [QUESTION, *DOCUMENTS])


def test_asks_for_base64_and_reads_floats_too():
    raw = client.embeddings.with_raw_response.create(model=MODEL, input=QUESTION)
    assert b'"encoding_format":"base64"' in raw.http_response.request.content.replace(b" ", b"")

    answer = client.embeddings.create(model=MODEL, input=QUESTION, encoding_format="float")
    assert_same_as_embed(vectors(answer), [QUESTION])
    assert len(vectors(client.embeddings.create(model=MODEL, input="a", dimensions=64))[0]) == 64


def test_embeds_asynchronously():
    async def embed():
        async with openai.AsyncOpenAI(base_url=f"{URL}/v1", api_key="any") as each:
            return await each.embeddings.create(model=MODEL, input=DOCUMENTS)

    assert_same_as_embed(vectors(asyncio.run(embed())), DOCUMENTS)


def test_embeds_a_blank_page():
    answer = client.embeddings.create(model=MODEL, input=PAGES)

    assert_same_as_embed(vectors(answer), PAGES)


def test_embeds_a_long_page_if_asked_to_truncate():
    answer = client.embeddings.with_raw_response.create(
        model=MODEL, input=PAGES_WITH_LONG, extra_body={"truncate": True}
    )

    assert answer.headers["x-truncated-inputs"] == "3"
    assert_same_as_embed(vectors(answer.parse()), PAGES_WITH_LONG)


def test_refuses_a_long_page_by_default():
    with pytest.raises(openai.BadRequestError) as refused:
        client.embeddings.create(model=MODEL, input=PAGES_WITH_LONG)

    assert refused.value.code == "context_length_exceeded"
    assert "This model's maximum context length is 512 tokens, however you requested" in str(
        refused.value
    )
    assert "semblance.openai.auto-truncate" in str(refused.value)


def test_lists_the_models():
    assert MODEL in [model.id for model in client.models.list()]
    assert client.models.retrieve(MODEL).id == MODEL


@pytest.mark.parametrize("name", ["text-embeddings-inference", "tei", "BAAI/bge-small-en-v1.5", ""])
def test_knows_the_names_that_frameworks_send(name):
    answer = client.embeddings.create(model=name, input=QUESTION)

    assert answer.model == MODEL
    assert_same_as_embed(vectors(answer), [QUESTION])


def test_raises_its_own_errors():
    with pytest.raises(openai.NotFoundError) as unknown:
        client.embeddings.create(model="nope", input="a")
    assert unknown.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError) as empty:
        client.embeddings.create(model=MODEL, input=[""])
    assert empty.value.param == "input"
    with pytest.raises(openai.BadRequestError):
        client.embeddings.create(model=MODEL, input=LONG, extra_body={"truncate": False})
