import assert from "node:assert/strict";

/** Where the service under test listens. */
export const url = process.env.SEMBLANCE_URL;
assert.ok(url, "set SEMBLANCE_URL to a running Semblance, such as http://localhost:8080");

/** The texts of the tests: a question, and three documents of which the second answers it. */
export const question = "How much vacation do I get?";
export const documents = [
  "Choose Reset on the first page. We send you a link that works for one hour.",
  "Everybody has thirty days of holiday a year. Ask your team lead two weeks before.",
  "Dogs are welcome on the ground floor if everybody in the room agrees.",
];

/** What /embed answers, with nothing between it and the test. */
export async function embed(inputs) {
  const response = await fetch(`${url}/embed`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ inputs }),
  });
  assert.equal(response.status, 200);
  return response.json();
}

/** The index of the document that is nearest to the query; the vectors have unit length. */
export function nearest(query, vectors) {
  const scores = vectors.map((vector) => vector.reduce((sum, x, i) => sum + x * query[i], 0));
  return scores.indexOf(Math.max(...scores));
}

/** Checks that a client's vectors are those of /embed, as 32-bit floats. */
export async function assertSameAsEmbed(vectors, texts) {
  const expected = await embed(texts);
  assert.deepEqual(
    vectors.map((vector) => Array.from(Float32Array.from(vector))),
    expected.map((vector) => Array.from(Float32Array.from(vector))),
  );
}
