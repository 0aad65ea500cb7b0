// Hugging Face's client, pointed at the service as at a text-embeddings-inference endpoint.
import assert from "node:assert/strict";
import { test } from "node:test";
import { InferenceClient, InferenceClientProviderApiError } from "@huggingface/inference";
import { assertSameAsEmbed, documents, nearest, question, url } from "./service.mjs";

const client = new InferenceClient().endpoint(url);

test("embeds a text", async () => {
  await assertSameAsEmbed(await client.featureExtraction({ inputs: question }), [question]);
});

test("embeds a list in its order, and the nearest document answers the question", async () => {
  const [query, ...vectors] = await client.featureExtraction({ inputs: [question, ...documents] });

  assert.equal(nearest(query, vectors), 1);
  await assertSameAsEmbed([query, ...vectors], [question, ...documents]);
});

test("passes text-embeddings-inference's own fields on", async () => {
  const plain = await client.featureExtraction({ inputs: question });
  const [short] = await client.featureExtraction({ inputs: question, dimensions: 64 });
  const [prompted] = await client.featureExtraction({ inputs: question, prompt_name: "query" });

  assert.equal(short.length, 64);
  assert.notDeepEqual(prompted, plain[0]);
});

test("compares sentences", async () => {
  const scores = await new InferenceClient().endpoint(`${url}/similarity`).sentenceSimilarity({
    inputs: { source_sentence: question, sentences: documents },
  });

  assert.equal(scores.length, 3);
  assert.equal(scores.indexOf(Math.max(...scores)), 1);
});

test("throws its own error, with the service's words", async () => {
  await assert.rejects(client.featureExtraction({ inputs: "" }), (error) => {
    assert.ok(error instanceof InferenceClientProviderApiError);
    assert.equal(error.httpResponse.status, 400);
    assert.equal(error.httpResponse.body.error_type, "Empty");
    return true;
  });
  await assert.rejects(
    client.featureExtraction({ inputs: "word ".repeat(600), truncate: false }),
    (error) => {
      assert.ok(error instanceof InferenceClientProviderApiError);
      assert.equal(error.httpResponse.status, 422);
      assert.equal(error.httpResponse.body.error_type, "Validation");
      assert.match(error.message, /512/);
      return true;
    },
  );
});
