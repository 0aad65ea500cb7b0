// The official OpenAI client, with nothing set but the base URL and a key that it insists on.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { BadRequestError, NotFoundError } from "openai";
import { assertSameAsEmbed, documents, nearest, question, url } from "./service.mjs";

const model = "bge-small-en-v1.5";
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "any", maxRetries: 0 });

test("embeds a text, which it asks for in base64", async () => {
  let asked;
  const watched = new OpenAI({
    baseURL: `${url}/v1`,
    apiKey: "any",
    fetch: (target, init) => {
      asked = JSON.parse(init.body);
      return fetch(target, init);
    },
  });

  const answer = await watched.embeddings.create({ model, input: question });

  assert.equal(asked.encoding_format, "base64");
  assert.equal(answer.object, "list");
  assert.equal(answer.model, model);
  assert.equal(answer.data[0].embedding.length, 384);
  assert.ok(answer.usage.prompt_tokens > 5);
  assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens);
  await assertSameAsEmbed([answer.data[0].embedding], [question]);
});

test("embeds a list in its order, and the nearest document answers the question", async () => {
  const answer = await client.embeddings.create({ model, input: [question, ...documents] });
  const vectors = answer.data.map((item) => item.embedding);

  assert.deepEqual(answer.data.map((item) => item.index), [0, 1, 2, 3]);
  assert.equal(nearest(vectors[0], vectors.slice(1)), 1);
  await assertSameAsEmbed(vectors, [question, ...documents]);
});

test("takes floats, token ids and fewer dimensions", async () => {
  const floats = await client.embeddings.create({ model, input: question, encoding_format: "float" });
  const tokens = await client.embeddings.create({ model, input: [[101, 7592, 2088, 102]] });
  const short = await client.embeddings.create({ model, input: question, dimensions: 64 });

  await assertSameAsEmbed([floats.data[0].embedding], [question]);
  await assertSameAsEmbed([tokens.data[0].embedding], ["hello world"]);
  assert.equal(short.data[0].embedding.length, 64);
});

test("lists the models", async () => {
  const ids = [];
  for await (const each of client.models.list()) ids.push(each.id);

  assert.ok(ids.includes(model));
  assert.equal((await client.models.retrieve(model)).id, model);
});

test("throws its own errors, with the parameter at fault", async () => {
  await assert.rejects(client.embeddings.create({ model, input: "" }), (error) => {
    assert.ok(error instanceof BadRequestError);
    assert.equal(error.status, 400);
    assert.equal(error.type, "invalid_request_error");
    assert.equal(error.param, "input");
    return true;
  });
  await assert.rejects(client.embeddings.create({ model, input: "a", dimensions: 385 }), (error) => {
    assert.ok(error instanceof BadRequestError);
    assert.equal(error.param, "dimensions");
    return true;
  });
  await assert.rejects(client.embeddings.create({ model: "nope", input: "a" }), (error) => {
    assert.ok(error instanceof NotFoundError);
    assert.equal(error.param, "model");
    assert.equal(error.code, "model_not_found");
    return true;
  });
});

test("embeds a blank page, and a long one if asked to truncate", async () => {
  const pages = [documents[0], " ", documents[1]];
  const long = "Everybody has thirty days of holiday a year. ".repeat(100);

  const blank = await client.embeddings.create({ model, input: pages });
  const cut = await client.embeddings.create({ model, input: [...pages, long], truncate: true });

  await assertSameAsEmbed(blank.data.map((item) => item.embedding), pages);
  await assertSameAsEmbed(cut.data.map((item) => item.embedding), [...pages, long]);
  await assert.rejects(client.embeddings.create({ model, input: [long] }), (error) => {
    assert.equal(error.code, "context_length_exceeded");
    assert.match(error.message, /This model's maximum context length is 512 tokens/);
    return true;
  });
});
