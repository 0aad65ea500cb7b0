"""sentence-transformers on the texts that DeviceBenchmark left, with the same columns.

    pip install sentence-transformers
    python src/jmh/python/sentence_transformers_peer.py BAAI/bge-small-en-v1.5 cuda 10

tf32 is float32 whose matrix products run on tensor cores, ONNX Runtime's default and not PyTorch's.
"""

import sys
import time

import torch
from sentence_transformers import SentenceTransformer

name, device, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
PRECISIONS = {
    "fp32": (torch.float32, "highest"),
    "tf32": (torch.float32, "high"),
    "fp16": (torch.float16, "highest"),
}
print(f"{'tokens':>6} {'':>5} {'tokens/s':>10} {'texts/s':>9} {'batch':>6}")
for length in (16, 128, 512):
    with open(f"target/benchmark/texts-{length}.txt", encoding="utf-8") as file:
        texts = file.read().splitlines()
    for precision, (dtype, products) in PRECISIONS.items():
        torch.set_float32_matmul_precision(products)
        model = SentenceTransformer(name, device=device, model_kwargs={"torch_dtype": dtype})
        best = (0.0, 0)
        for batch in (32, 128, 512):  # whichever is best for it
            encode = lambda: model.encode(texts, batch_size=batch, normalize_embeddings=True)
            encode()
            start, done = time.perf_counter(), 0
            while time.perf_counter() - start < seconds:
                encode()
                done += len(texts)
            best = max(best, (done / (time.perf_counter() - start), batch))
        print(
            f"{length:6} {precision:>5} {best[0] * length:10.0f} {best[0]:9.1f} {best[1]:6}",
            flush=True,
        )
