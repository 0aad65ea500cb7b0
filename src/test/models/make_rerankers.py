#!/usr/bin/env python3
"""Makes the tiny cross-encoder folders that the tests serve, with the logits they must get.

See README.md beside this file for the layout and how to run it.
"""

import argparse
import json
import tempfile
from pathlib import Path

import onnx
import torch
import transformers
from onnx import TensorProto
from sentence_transformers import CrossEncoder

import make_models
from make_models import HIDDEN, INPUTS, POSITIONS, change, randomize, rounded, stripped, write_graph

RERANKER = {}

QUERIES = ["why does the pump lose its prime?", "heat", "Où est la crème brûlée?"]
TEXTS = [
    "the pump has lost its prime bleed the line and check the foot valve",
    "Der Kühlschrank steht in der Küche.",
    "a heat pump moves heat from a cold place to a warm one",
    "The QUICK Brown Fox",
]
LONG = "first " + "bleed the line and check the foot valve " * 12 + "last"
# Jinja leaves a line's end out after a block and at the end of a template, but not what is an expression.
TEMPLATE = (
    "<|im_start|>system\nJudge whether the Document meets the Query.<|im_end|>\n<|im_start|>user\n"
    "<Query>: {{ messages | selectattr('role', 'eq', 'query') | map(attribute='content') | first }}\n"
    "<Document>: {{ messages | selectattr('role', 'eq', 'document') | map(attribute='content') | first }}"
    "<|im_end|>\n<|im_start|>assistant{{ '\n' }}"
)
QUERY_TEMPLATE = (
    "<|im_start|>system\nJudge whether the Document meets the Query.<|im_end|>\n<|im_start|>user\n<Query>: {query}\n"
)
DOCUMENT_TEMPLATE = "<Document>: {document}<|im_end|>\n<|im_start|>assistant\n"


def reranker(base=None):
    """Registers a function that fills a folder, which may begin as a copy of another one."""

    def register(function):
        RERANKER[function.__name__.replace("_", "-")] = (function, base)
        return function

    return register


# --- models -------------------------------------------------------------------------------------


def bert(labels=1):
    tokenizer = make_models.wordpiece()
    config = transformers.BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=HIDDEN,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=HIDDEN,
        max_position_embeddings=POSITIONS,
        num_labels=labels,
    )
    return randomize(transformers.BertForSequenceClassification(config)), tokenizer


def roberta():
    tokenizer = make_models.roberta_tokenizer()
    config = transformers.RobertaConfig(
        vocab_size=len(tokenizer),
        hidden_size=HIDDEN,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=HIDDEN,
        max_position_embeddings=POSITIONS + 2,
        type_vocab_size=1,
        pad_token_id=tokenizer.pad_token_id,
        num_labels=1,
    )
    return randomize(transformers.RobertaForSequenceClassification(config)), tokenizer


def qwen():
    """A decoder that classifies by its last token, which it finds by the id of padding."""
    model = make_models.byte_level()
    tokenizer = transformers.Qwen2TokenizerFast(
        vocab=model["vocab"], merges=[tuple(merge) for merge in model["merges"]]
    )
    tokenizer.add_special_tokens(
        {"additional_special_tokens": ["<|im_start|>", "<|im_end|>"], "pad_token": "<|endoftext|>"}
    )
    config = transformers.Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=HIDDEN,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        intermediate_size=HIDDEN,
        max_position_embeddings=6 * POSITIONS,
        pad_token_id=tokenizer.pad_token_id,
        num_labels=1,
        use_cache=False,
    )
    return randomize(transformers.Qwen3ForSequenceClassification(config)), tokenizer


# --- folders ------------------------------------------------------------------------------------


def save(directory, encoder, max_tokens=POSITIONS, chat_template=None, **options):
    """Saves a cross-encoder as sentence-transformers does."""
    model, tokenizer = encoder
    with tempfile.TemporaryDirectory() as parts:
        tokenizer.model_max_length = max_tokens
        if chat_template:
            tokenizer.chat_template = chat_template
        tokenizer.save_pretrained(parts)
        model.save_pretrained(parts)
        cross_encoder = CrossEncoder(parts, device="cpu", **options)
    cross_encoder.save_pretrained(str(directory), create_model_card=False)
    return model


class Graph(torch.nn.Module):
    """A classifier as a function of its inputs."""

    def __init__(self, model, inputs):
        super().__init__()
        self.model = model
        self.inputs = inputs

    def forward(self, *tensors):
        return self.model(**dict(zip(self.inputs, tensors))).logits


def export(model, directory, inputs=INPUTS, shape=None, file="onnx/model.onnx", external=False, edit=None):
    """Exports the graph; with a shape, for that one alone."""
    ids = torch.tensor([[5, 6, 7, 8], [9, 10, 11, 12]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 1]])
    if shape:
        ids = torch.ones(shape, dtype=torch.long) * 7
        mask = torch.ones(shape, dtype=torch.long)
    values = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}
    target = directory / file
    target.parent.mkdir(parents=True, exist_ok=True)
    dynamic = None if shape else (tuple({0: "batch", 1: "sequence"} for _ in inputs),)
    torch.onnx.export(
        Graph(model, inputs).eval(),
        tuple(values[name] for name in inputs),
        str(target),
        input_names=inputs,
        output_names=["logits"],
        dynamic_shapes=dynamic,
        opset_version=18,
        external_data=False,
        verbose=False,
    )
    graph = stripped(onnx.load(target))
    if edit:
        edit(graph)
    write_graph(graph, target, external)


def pairs(directory, queries=QUERIES, texts=(*TEXTS, LONG), **options):
    """The logits that sentence-transformers yields for each pair alone, by the folder as it lies there."""
    model = CrossEncoder(str(directory), device="cpu", **options)
    scored = []
    for query in queries:
        for text in texts:
            logit = model.predict([(query, text)], activation_fn=torch.nn.Identity())
            scored.append({"query": query, "text": text, "logit": rounded(logit)[0]})
    return {"pairs": scored}


# --- the set ------------------------------------------------------------------------------------


@reranker()
def bert_classifier(directory):
    """BERT with one label; pairs are cut at 32 tokens."""
    export(save(directory, bert(), 32), directory)
    return pairs(directory)


@reranker()
def roberta_classifier(directory):
    """RoBERTa: no token types, and two separators between query and text."""
    export(save(directory, roberta()), directory, INPUTS[:2])
    return pairs(directory)


@reranker()
def qwen_classifier(directory):
    """A decoder, whose padding shows: it finds a text's end by the id of padding."""
    export(save(directory, qwen()), directory, INPUTS[:2])
    return pairs(directory)


@reranker(base="bert-classifier")
def default_prompt(directory):
    """The default prompt stands before every query."""
    change(
        directory,
        "config_sentence_transformers.json",
        prompts={"search": "query search: ", "other": "task: "},
        default_prompt_name="search",
    )
    return pairs(directory)


@reranker(base="bert-classifier")
def prompts_without_default(directory):
    """Prompts of which none is the default one are not used."""
    change(directory, "config_sentence_transformers.json", prompts={"search": "query search: "})
    return pairs(directory)


@reranker(base="bert-classifier")
def truncation_left(directory):
    """tokenizer_config.json gives up the beginning of what is too long."""
    change(directory, "tokenizer_config.json", truncation_side="left")
    return pairs(directory)


@reranker(base="bert-classifier")
def length_of_sentence_bert_config(directory):
    """sentence_bert_config.json has a shorter length than the tokenizer."""
    change(directory, "sentence_bert_config.json", max_seq_length=20)
    return pairs(directory)


@reranker(base="bert-classifier")
def plain_transformers(directory):
    """As transformers saves it, without the files of sentence-transformers."""
    for file in ["modules.json", "config_sentence_transformers.json", "sentence_bert_config.json"]:
        (directory / file).unlink()
    return pairs(directory)


@reranker(base="bert-classifier")
def external_data(directory):
    """The weights are in a file beside the graph."""
    export(bert()[0], directory, external=True)
    return pairs(directory)


@reranker(base="bert-classifier")
def more_outputs(directory):
    """Another output of the same rank stands before the logits."""

    def add(model):
        model.graph.node.append(onnx.helper.make_node("Neg", ["logits"], ["features"]))
        value = onnx.helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", 1])
        model.graph.output.insert(0, value)

    export(bert()[0], directory, edit=add)
    return pairs(directory)


@reranker()
def chat_template_configured(directory):
    """What the chat template puts around query and text is configured, and kept where a text is cut."""
    export(
        save(directory, qwen(), 320, TEMPLATE),
        directory,
        INPUTS[:2],
    )
    return {
        "properties": {"query-template": QUERY_TEMPLATE, "document-template": DOCUMENT_TEMPLATE}
    } | pairs(directory)


@reranker(base="chat-template-configured")
def chat_template(directory):
    """A chat template that nobody has configured."""
    return {"refusal": ["chat template", "not rendered"]}


@reranker(base="bert-classifier")
def chat_template_in_tokenizer_config(directory):
    """An older folder keeps the chat template in tokenizer_config.json."""
    (directory / "sentence_bert_config.json").unlink()
    change(directory, "tokenizer_config.json", chat_template="{{ messages }}")
    return {"refusal": ["chat template", "tokenizer_config.json"]}


@reranker(base="bert-classifier")
def default_prompt_that_is_none(directory):
    """The default prompt is not among the prompts."""
    change(
        directory,
        "config_sentence_transformers.json",
        prompts={"search": "query search: "},
        default_prompt_name="passage",
    )
    return {"refusal": ["default_prompt_name 'passage'", "search"]}


@reranker()
def three_labels(directory):
    """A classifier of natural language inference."""
    export(save(directory, bert(3)), directory)
    return {"refusal": ["3 labels", "a reranker has 1"]}


@reranker(base="three-labels")
def three_labels_of_the_graph(directory):
    """The configuration says nothing, and the graph yields three."""
    change(directory, "config.json", id2label=None, label2id=None, num_labels=None)
    return {"refusal": ["yields 3 labels", "a reranker yields 1"]}


@reranker(base="bert-classifier")
def causal_language_model(directory):
    """The score of a language model is that of the words yes and no."""
    change(directory, "config.json", architectures=["Qwen3ForCausalLM"])
    return {"refusal": ["Qwen3ForCausalLM", "ForSequenceClassification"]}


@reranker(base="bert-classifier")
def logit_score(directory):
    """A module computes the score from other logits."""
    modules = json.loads((directory / "modules.json").read_text())
    modules.append(
        {
            "idx": 1,
            "name": "1",
            "path": "1_LogitScore",
            "type": "sentence_transformers.cross_encoder.modules.logit_score.LogitScore",
        }
    )
    (directory / "modules.json").write_text(json.dumps(modules, indent=1) + "\n")
    return {"refusal": ["LogitScore", "Transformer only"]}


@reranker(base="bert-classifier")
def processing_settings(directory):
    """Settings of the tokenizer that are not applied."""
    change(directory, "sentence_bert_config.json", processing_kwargs={"text": {"max_length": 8}})
    return {"refusal": ["processing_kwargs", "max_length"]}


@reranker(base="bert-classifier")
def fixed_length(directory):
    """The graph takes one pair of 16 tokens."""
    export(bert()[0], directory, shape=(1, 16))
    return {"refusal": ["fixed shape [1, 16]", "[batch, sequence]"]}


@reranker(base="bert-classifier")
def only_a_variant(directory):
    """The graph has another name."""
    (directory / "onnx/model.onnx").rename(directory / "onnx/model_O3.onnx")
    return {"refusal": ["onnx/model.onnx", "onnx/model_O3.onnx"]}


@reranker(base="bert-classifier")
def bert_classifier_without_types(directory):
    """Pairs are read without token types."""
    change(directory, "tokenizer_config.json", model_input_names=["input_ids", "attention_mask"])
    return pairs(directory)


@reranker(base="bert-classifier")
def bert_classifier_generic_tokenizer(directory):
    """A class for any tokenizer has no token types."""
    change(directory, "tokenizer_config.json", tokenizer_class="PreTrainedTokenizerFast")
    return pairs(directory)


@reranker(base="external-data")
def external_data_missing(directory):
    """The file with the weights was not copied."""
    (directory / "onnx/model.onnx_data").unlink()
    return {"refusal": ["model.onnx_data", "does not exist"]}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    make_models.make("reranker", RERANKER, parser.parse_args().names)
