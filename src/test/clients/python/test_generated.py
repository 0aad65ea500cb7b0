"""A client that openapi-python-client makes of the description that the service shows."""

import pytest
from conftest import DOCUMENTS, QUESTION, URL, embed, floats
from generated_client import Client
from generated_client.api.collections import (
    delete_v1_collections_by_collection as drop,
    put_v1_collections_by_collection as make,
)
from generated_client.api.documents import (
    get_v1_collections_by_collection_documents as list_documents,
    put_v1_collections_by_collection_documents as write,
)
from generated_client.api.open_ai import post_v1_embeddings
from generated_client.api.search import post_v1_collections_by_collection_search as search
from generated_client.api.text_embeddings_inference import post_embed
from generated_client.models import (
    CollectionBody,
    CollectionSearchBody,
    DocumentsBody,
    DocumentsBodyItem,
    FilterObject,
    OpenAiEmbeddingsBody,
    Problem,
    TeiEmbedBody,
)

COLLECTION = "generated-python"


@pytest.fixture
def client():
    return Client(base_url=URL, raise_on_unexpected_status=True)


def test_makes_a_collection_writes_searches_and_deletes(client):
    made = make.sync(COLLECTION, client=client, body=CollectionBody())
    assert made.dimension == 384

    documents = [
        DocumentsBodyItem.from_dict({"id": str(i), "text": text, "metadata": {"part": i}})
        for i, text in enumerate(DOCUMENTS)
    ]
    written = write.sync(COLLECTION, client=client, body=DocumentsBody(documents=documents))
    assert [item.status for item in written.items] == ["created"] * 3

    for filter_ in ["part <= 1", FilterObject.from_dict({"part": {"$lte": 1}})]:
        body = CollectionSearchBody(query=QUESTION, limit=2, filter_=filter_)
        found = search.sync(COLLECTION, client=client, body=body)
        assert [result.id for result in found.results] == ["1", "0"]

    page = list_documents.sync(COLLECTION, client=client, limit=2)
    rest = list_documents.sync(COLLECTION, client=client, limit=2, cursor=page.cursor)
    assert [document.id for document in rest.documents] == ["2"]

    assert drop.sync_detailed(COLLECTION, client=client).status_code == 204


def test_embeds_in_both_dialects(client):
    expected = embed(DOCUMENTS)

    tei = post_embed.sync(client=client, body=TeiEmbedBody(inputs=DOCUMENTS))
    open_ai = post_v1_embeddings.sync(client=client, body=OpenAiEmbeddingsBody(input_=DOCUMENTS))

    assert [floats(vector) for vector in tei] == [floats(vector) for vector in expected]
    assert [floats(item.embedding) for item in open_ai.data] == [
        floats(vector) for vector in expected
    ]


def test_tells_what_was_wrong(client):
    answer = search.sync("nowhere", client=client, body=CollectionSearchBody(query="anything"))

    assert isinstance(answer, Problem)
    assert answer.code == "collection_not_found"
