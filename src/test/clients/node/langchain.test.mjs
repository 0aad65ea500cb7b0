// LangChain's embedders: OpenAI's dialect, and Hugging Face's for text-embeddings-inference.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HuggingFaceInferenceEmbeddings } from "@langchain/community/embeddings/hf";
import { OpenAIEmbeddings } from "@langchain/openai";
import { assertSameAsEmbed, documents, nearest, question, url } from "./service.mjs";

const model = "bge-small-en-v1.5";
const embedders = {
  OpenAIEmbeddings: (options) =>
    new OpenAIEmbeddings({
      model,
      apiKey: "any",
      configuration: { baseURL: `${url}/v1` },
      maxRetries: 0,
      ...options,
    }),
  HuggingFaceInferenceEmbeddings: () =>
    new HuggingFaceInferenceEmbeddings({ model, apiKey: "any", endpointUrl: url, maxRetries: 0 }),
};

for (const [name, embedder] of Object.entries(embedders)) {
  test(`${name}: the nearest document answers the question`, async () => {
    const query = await embedder().embedQuery(question);
    const vectors = await embedder().embedDocuments(documents);

    assert.equal(nearest(query, vectors), 1);
    await assertSameAsEmbed([query, ...vectors], [question, ...documents]);
  });
}

test("OpenAIEmbeddings: more texts than fit into one of its batches", async () => {
  const texts = Array.from({ length: 700 }, (_, i) => `Valve number ${i}`);

  const vectors = await embedders.OpenAIEmbeddings().embedDocuments(texts);

  assert.equal(vectors.length, 700);
  await assertSameAsEmbed([vectors[699]], [texts[699]]);
});

test("OpenAIEmbeddings: fewer dimensions, and an error with its status", async () => {
  const short = await embedders.OpenAIEmbeddings({ dimensions: 64 }).embedQuery(question);

  assert.equal(short.length, 64);
  await assert.rejects(
    embedders.OpenAIEmbeddings({ model: "nope" }).embedQuery(question),
    (error) => {
      assert.equal(error.status, 404);
      return true;
    },
  );
});

test("HuggingFaceInferenceEmbeddings: an error with the service's words", async () => {
  await assert.rejects(embedders.HuggingFaceInferenceEmbeddings().embedQuery(""), (error) => {
    assert.equal(error.httpResponse.body.error_type, "Empty");
    return true;
  });
});
