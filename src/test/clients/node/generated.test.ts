// A client that openapi-typescript makes of the description that the service shows.
import assert from "node:assert/strict";
import { test } from "node:test";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const baseUrl = process.env.SEMBLANCE_URL;
assert.ok(baseUrl, "set SEMBLANCE_URL to a running Semblance, such as http://localhost:8080");
const client = createClient<paths>({ baseUrl });
const path = { collection: "generated-typescript" };

const documents: components["schemas"]["DocumentsBody"]["documents"] = [
  { id: "1", title: "Passwords", text: "Choose Reset on the first page.", metadata: { year: 2025 } },
  { id: "2", text: "Everybody has thirty days of holiday a year.", metadata: { year: 2026 } },
];

test("makes a collection, writes, searches and deletes", async () => {
  await client.DELETE("/v1/collections/{collection}", { params: { path } });
  const made = await client.PUT("/v1/collections/{collection}", {
    params: { path },
    body: { language: "english", index: { m: 16 } },
  });
  assert.equal(made.response.status, 201);
  assert.equal(made.data?.dimension, 384);

  const written = await client.PUT("/v1/collections/{collection}/documents", {
    params: { path },
    body: { documents },
  });
  // With wait=false the answer would be a job.
  const report = written.data;
  assert.ok(report && "items" in report);
  assert.deepEqual(report.items.map((item) => item.status), ["created", "created"]);

  for (const filter of ["year >= 2026", { year: { $gte: 2026 } }]) {
    const found = await client.POST("/v1/collections/{collection}/search", {
      params: { path },
      body: { query: "How much vacation do I get?", limit: 5, filter },
    });
    assert.deepEqual(found.data?.results.map((result) => result.id), ["2"]);
  }

  const listed = await client.GET("/v1/collections/{collection}/documents", {
    params: { path, query: { limit: 1 } },
  });
  assert.ok(listed.data?.cursor);
  const next = await client.GET("/v1/collections/{collection}/documents", {
    params: { path, query: { limit: 1, cursor: listed.data.cursor } },
  });
  assert.deepEqual(next.data?.documents.map((document) => document.id), ["2"]);

  const dropped = await client.DELETE("/v1/collections/{collection}", { params: { path } });
  assert.equal(dropped.response.status, 204);
});

test("embeds in both dialects", async () => {
  const inputs = ["one text", "another"];
  const tei = await client.POST("/embed", { body: { inputs } });
  const openAi = await client.POST("/v1/embeddings", { body: { input: inputs } });

  assert.deepEqual(openAi.data?.data.map((item) => item.embedding), tei.data);
});

test("tells what was wrong", async () => {
  const { error } = await client.POST("/v1/collections/{collection}/search", {
    params: { path: { collection: "nowhere" } },
    body: { query: "anything" },
  });

  assert.equal(error?.code, "collection_not_found");
});
