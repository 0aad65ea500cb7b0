#!/usr/bin/env python3
"""Makes the tiny model folders that the tests serve, with the vectors they must get.

See README.md beside this file for the layout and how to run it.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from string import ascii_letters

import numpy
import onnx
import onnxruntime
import torch
import transformers
from onnx import TensorProto
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules.transformer import Transformer
from sentence_transformers.sentence_transformer import modules as st
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent
HIDDEN = 16
POSITIONS = 64
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]

CORPUS = [
    "the pump has lost its prime bleed the line and check the foot valve",
    "a heat pump moves heat from a cold place to a warm one",
    "query passage document search result title none text task",
    "Der Kühlschrank steht in der Küche. Où est la crème brûlée? The QUICK Brown Fox",
]

TEXTS = [
    "pump",
    "The pump has lost its PRIME.",
    "Où est la crème brûlée? 冷蔵庫 bleed the line",
    " heat pump  moves heat\nfrom a cold place ",
]

LONG = "first " + "bleed the line and check the foot valve " * 12 + "last"


# --- tokenizers ---------------------------------------------------------------------------------


def wordpiece(cased=False, kind=transformers.BertTokenizerFast):
    """BERT's: pieces of words, of which those of the corpus are whole."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    if kind is transformers.MPNetTokenizerFast:
        special = ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]
    words = sorted(set(" ".join(CORPUS + [text.lower() for text in CORPUS]).split()))
    letters = sorted(set("".join(CORPUS) + ascii_letters + "冷蔵庫.?,:|eou") - {" "})
    vocabulary = dict.fromkeys([*special, *letters, *["##" + letter for letter in letters], *words])
    return kind(vocab={token: i for i, token in enumerate(vocabulary)}, do_lower_case=not cased)


def byte_level(special):
    """A trained vocabulary of byte-level BPE."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=320,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return {"vocab": model["vocab"], "merges": [tuple(merge) for merge in model["merges"]]}


def roberta_tokenizer():
    model = byte_level(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    return transformers.RobertaTokenizerFast(**model, add_prefix_space=False)


def qwen_tokenizer():
    """As Qwen3-Embedding's: a token at the end of each text, and padding on the left."""
    model = byte_level(["<|endoftext|>"])
    tokenizer = transformers.Qwen2TokenizerFast(**model)
    tokenizer.padding_side = "left"
    end = "<|endoftext|>"
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {end}", pair=f"$A $B:1 {end}:1", special_tokens=[(end, 0)]
    )
    return tokenizer


def unigram():
    """XLM-RoBERTa's: a unigram model over texts with a mark for each space."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=160,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
        unk_token="<unk>",
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    vocabulary = [tuple(piece) for piece in json.loads(tokenizer.to_str())["model"]["vocab"]]
    return transformers.XLMRobertaTokenizerFast(vocab=[*vocabulary, ("<mask>", 0.0)])


def generic(tokenizer, **special):
    """The same tokenizer with the class that takes a tokenizer.json as it is."""
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer.backend_tokenizer, **special
    )


# --- transformers -------------------------------------------------------------------------------


def randomize(model, seed=7):
    """Weights large enough that different texts get different vectors."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if weights.dim() > 1:
                scale = 1.0 if "embed" in name else 1.5 / weights.shape[-1] ** 0.5
                weights.copy_(torch.randn(weights.shape, generator=generator) * scale)
            elif "norm" not in name.lower():
                weights.copy_(torch.randn(weights.shape, generator=generator) * 0.1)
    return model.eval()


def sizes(**others):
    return {
        "hidden_size": HIDDEN,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": HIDDEN,
        "max_position_embeddings": POSITIONS,
    } | others


def special_ids(tokenizer):
    return {
        "vocab_size": len(tokenizer),
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
    }


def bert(tokenizer=None):
    tokenizer = tokenizer or wordpiece()
    config = transformers.BertConfig(vocab_size=len(tokenizer), **sizes())
    return randomize(transformers.BertModel(config)), tokenizer


def mpnet():
    tokenizer = wordpiece(kind=transformers.MPNetTokenizerFast)
    config = transformers.MPNetConfig(
        **special_ids(tokenizer), **sizes(max_position_embeddings=POSITIONS + 2)
    )
    return randomize(transformers.MPNetModel(config)), tokenizer


def roberta(tokenizer=None, kind=transformers.RobertaModel):
    tokenizer = tokenizer or roberta_tokenizer()
    config = kind.config_class(
        **special_ids(tokenizer), **sizes(max_position_embeddings=POSITIONS + 2), type_vocab_size=1
    )
    return randomize(kind(config)), tokenizer


def modernbert():
    tokenizer = generic(
        wordpiece(cased=True),
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    config = transformers.ModernBertConfig(
        vocab_size=len(tokenizer), pad_token_id=0, cls_token_id=2, sep_token_id=3, **sizes()
    )
    return randomize(transformers.ModernBertModel(config)), tokenizer


def qwen3():
    tokenizer = qwen_tokenizer()
    config = transformers.Qwen3Config(
        **special_ids(tokenizer), **sizes(), num_key_value_heads=1, head_dim=8
    )
    return randomize(transformers.Qwen3Model(config)), tokenizer


def gemma3():
    """As EmbeddingGemma: each token attends to all."""
    tokenizer = qwen_tokenizer()
    tokenizer.padding_side = "right"
    config = transformers.Gemma3TextConfig(
        **special_ids(tokenizer),
        **sizes(),
        num_key_value_heads=1,
        head_dim=8,
        use_bidirectional_attention=True,
    )
    return randomize(transformers.Gemma3TextModel(config)), tokenizer


# --- folders ------------------------------------------------------------------------------------


def save(directory, encoder, pooling="mean", behind=(), prompts=None, default_prompt=None, max_tokens=None):
    """Saves a sentence-transformers folder: Transformer, Pooling and what is behind it."""
    model, tokenizer = encoder
    with tempfile.TemporaryDirectory() as parts:
        tokenizer.model_max_length = max_tokens or POSITIONS
        tokenizer.save_pretrained(parts)
        model.save_pretrained(parts)
        transformer = Transformer(parts)
    chain = [transformer]
    if pooling is not None:
        chain.append(st.Pooling(HIDDEN, pooling))
    chain += behind
    sentence_transformer = SentenceTransformer(
        modules=chain, prompts=prompts or {}, default_prompt_name=default_prompt, device="cpu"
    )
    sentence_transformer.save(str(directory), create_model_card=False)
    return sentence_transformer.eval()


class Graph(torch.nn.Module):
    """A sentence-transformers model as a function of its inputs, with the outputs that are wanted."""

    def __init__(self, sentence_transformer, inputs, outputs):
        super().__init__()
        self.model = sentence_transformer
        self.inputs = inputs
        self.outputs = outputs

    def forward(self, *tensors):
        features = dict(zip(self.inputs, tensors))
        known = dict(features)
        known["hidden"] = self.model[0].model(**features).last_hidden_state
        known["token_embeddings"] = known["hidden"]
        for module in list(self.model)[1:]:
            known = module(known)
        return tuple(output(known) for output in self.outputs)


def hidden(known):
    return known["hidden"]


def sentence_embedding(known):
    return known["sentence_embedding"]


def export(sentence_transformer, directory, outputs, half=False, external=False, file="onnx/model.onnx"):
    """Exports a graph with outputs by name."""
    names = sentence_transformer.tokenizer.model_input_names
    inputs = [name for name in INPUTS if name in names]
    ids = torch.tensor([[5, 6, 7, 8], [9, 10, 11, 12]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    values = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}
    module = Graph(sentence_transformer, inputs, list(outputs.values())).eval()
    target = directory / file
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        module,
        tuple(values[name] for name in inputs),
        str(target),
        input_names=inputs,
        output_names=list(outputs),
        dynamic_shapes=(tuple({0: "batch", 1: "sequence"} for _ in inputs),),
        opset_version=18,
        external_data=False,
        verbose=False,
    )
    model = stripped(onnx.load(target))
    if half:
        yield_half(model)
    write_graph(model, target, external)
    compare(sentence_transformer, module, inputs, target, half)


def stripped(model):
    """Without names and notes, which take more room than the weights."""
    graph = model.graph
    outer = {value.name for value in [*graph.input, *graph.output]}
    short = {}

    def rename(name):
        return name if not name or name in outer else short.setdefault(name, f"v{len(short)}")

    for node in graph.node:
        node.ClearField("doc_string")
        node.ClearField("metadata_props")
        node.ClearField("name")
        for names in (node.input, node.output):
            names[:] = [rename(name) for name in names]
    for value in [*graph.input, *graph.output, *graph.initializer]:
        value.ClearField("metadata_props")
        value.ClearField("doc_string")
    for tensor in graph.initializer:
        tensor.name = rename(tensor.name)
    graph.ClearField("value_info")
    graph.ClearField("metadata_props")
    model.ClearField("metadata_props")
    return model


def yield_half(model):
    """Casts each output to float16."""
    for output in model.graph.output:
        inner = output.name + "_float32"
        for node in model.graph.node:
            for names in (node.input, node.output):
                names[:] = [inner if name == output.name else name for name in names]
        model.graph.node.append(
            onnx.helper.make_node("Cast", [inner], [output.name], to=TensorProto.FLOAT16)
        )
        output.type.tensor_type.elem_type = TensorProto.FLOAT16


def write_graph(model, target, external=False):
    target.unlink(missing_ok=True)
    onnx.checker.check_model(model)
    if external:
        onnx.save(
            model, target, save_as_external_data=True, location=target.name + "_data", size_threshold=64
        )
    else:
        onnx.save(model, target)


def compare(sentence_transformer, module, inputs, target, half):
    """The graph must do what the module does, also with another batch and length."""
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    ids = torch.randint(5, 20, (3, 9))
    mask = torch.tensor([[1] * 9, [1] * 4 + [0] * 5, [1] + [0] * 8])
    values = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}
    actual = session.run(None, {name: values[name].numpy() for name in inputs})
    with torch.no_grad():
        expected = module(*[values[name] for name in inputs])
    for one, other in zip(actual, expected):
        difference = numpy.abs(one - other.numpy())
        if one.ndim == 3:
            difference = difference[mask.numpy() == 1]
        assert difference.max() < (2e-2 if half else 1e-4), difference.max()


# --- the set ------------------------------------------------------------------------------------

EMBEDDING = {}


def embedding(base=None):
    """Registers a function that fills a folder, which may begin as a copy of another one."""

    def register(function):
        EMBEDDING[function.__name__.replace("_", "-")] = (function, base)
        return function

    return register


def vectors(directory, texts=None, **kinds):
    """What sentence-transformers yields for each text alone, by the folder as it lies there."""
    model = SentenceTransformer(str(directory), device="cpu")
    embeddings = []
    for text in texts or [*TEXTS, LONG]:
        embeddings.append({"text": text, "vector": rounded(model.encode(text))})
    for name, texts_of_prompt in kinds.get("prompts", {}).items():
        for text in texts_of_prompt:
            vector = model.encode(text, prompt_name=name)
            embeddings.append({"text": text, "prompt": name, "vector": rounded(vector)})
    for text in kinds.get("query", []):
        embeddings.append({"text": text, "as": "query", "vector": rounded(model.encode_query(text))})
    for text in kinds.get("document", []):
        embeddings.append(
            {"text": text, "as": "document", "vector": rounded(model.encode_document(text))}
        )
    return {"embeddings": embeddings}


def rounded(vector):
    return [float(f"{component:.7g}") for component in vector]


def change(directory, file, **values):
    """Changes members of a JSON file; None removes one."""
    path = directory / file
    content = json.loads(path.read_text()) if path.exists() else {}
    for key, value in values.items():
        if value is None:
            content.pop(key, None)
        else:
            content[key] = value
    path.write_text(json.dumps(content, indent=1) + "\n")


def drop_graph(directory):
    shutil.rmtree(directory / "onnx")


# Pooling and architectures.


@embedding()
def bert_mean(directory):
    """Mean pooling and unit length; texts are cut at 32 tokens."""
    model = save(directory, bert(), "mean", [st.Normalize()], max_tokens=32)
    export(model, directory, {"last_hidden_state": hidden})
    return vectors(directory)


@embedding(base="bert-mean")
def bert_cls(directory):
    """The first token's vector, as it is."""
    change(directory, "1_Pooling/config.json", pooling_mode="cls")
    change_modules(directory, lambda modules: modules[:2])
    return vectors(directory)


@embedding(base="bert-mean")
def bert_older_folder(directory):
    """The layout of older releases: one flag for each kind of pooling, token_embeddings."""
    path = directory / "1_Pooling/config.json"
    path.write_text(
        json.dumps(
            {
                "word_embedding_dimension": HIDDEN,
                "pooling_mode_cls_token": False,
                "pooling_mode_mean_tokens": True,
                "pooling_mode_max_tokens": False,
                "pooling_mode_mean_sqrt_len_tokens": False,
            }
        )
    )
    change_modules(
        directory,
        lambda modules: [
            module | {"type": "sentence_transformers.models." + module["type"].rsplit(".", 1)[1]}
            for module in modules
        ],
    )
    path = directory / "sentence_bert_config.json"
    path.write_text('{"max_seq_length": 24, "do_lower_case": false}\n')
    model = SentenceTransformer(str(directory), device="cpu")
    drop_graph(directory)
    export(model, directory, {"token_embeddings": hidden}, file="model.onnx")
    return vectors(directory)


@embedding()
def mpnet_mean(directory):
    """MPNet: its positions begin after that of padding."""
    model = save(directory, mpnet(), "mean", [st.Normalize()])
    export(model, directory, {"last_hidden_state": hidden})
    return vectors(directory)


@embedding()
def modernbert_cls(directory):
    """ModernBERT: a generic tokenizer and no token types."""
    model = save(directory, modernbert(), "cls", [st.Normalize()])
    export(model, directory, {"last_hidden_state": hidden})
    return vectors(directory)


@embedding()
def roberta_mean(directory):
    """RoBERTa: byte-level BPE, and a vocabulary that tells a word's beginning by the space."""
    model = save(directory, roberta(), "mean", [st.Normalize()], max_tokens=40)
    export(model, directory, {"last_hidden_state": hidden})
    return vectors(directory)


@embedding()
def xlm_roberta_cls(directory):
    """XLM-RoBERTa: a unigram tokenizer."""
    encoder = roberta(unigram(), transformers.XLMRobertaModel)
    model = save(directory, encoder, "cls", [st.Normalize()])
    export(model, directory, {"last_hidden_state": hidden})
    return vectors(directory)


@embedding()
def qwen3_last(directory):
    """The last token's vector of a causal model, whose tokenizer pads on the left."""
    prompts = {"query": "Instruct: find what answers the query\nQuery: "}
    model = save(directory, qwen3(), "lasttoken", [st.Normalize()], prompts)
    export(model, directory, {"last_hidden_state": hidden})
    return vectors(directory, prompts={"query": TEXTS[:2]}, query=TEXTS[:2], document=TEXTS[:2])


@embedding(base="bert-mean")
def bert_max(directory):
    """A pooling that is not known, and a graph that leaves it to others."""
    change(directory, "1_Pooling/config.json", pooling_mode="max")
    return {"refusal": ["asks for pooling [max]", "last_hidden_state (float32", "sentence_embedding"]}


@embedding(base="bert-max")
def bert_max_by_the_graph(directory):
    """The same with a graph that does it."""
    model = SentenceTransformer(str(directory), device="cpu")
    drop_graph(directory)
    export(model, directory, {"token_embeddings": hidden, "sentence_embedding": sentence_embedding})
    return vectors(directory)


@embedding(base="bert-mean")
def bert_two_poolings(directory):
    """Two kinds of pooling, one vector after the other."""
    change(directory, "1_Pooling/config.json", pooling_mode=["cls", "mean"])
    return {"refusal": ["asks for pooling [cls, mean]"]}


@embedding(base="bert-mean")
def bert_without_prompt(directory):
    """Pooling that leaves the prompt's tokens out."""
    change(directory, "config_sentence_transformers.json", prompts={"query": "query: "})
    change(directory, "1_Pooling/config.json", include_prompt=False)
    return {"refusal": ["include_prompt"]}


# Settings that contradict tokenizer.json, or are not known.


@embedding(base="bert-mean")
def bert_added_token(directory):
    """A token that only tokenizer_config.json adds."""
    change(directory, "tokenizer_config.json", added_tokens_decoder={"49": {"content": "o", "special": True}})
    return {"refusal": ["tokenizer_config.json", "'o'", "added_tokens_decoder", "added_tokens"]}


@embedding(base="bert-mean")
def bert_extra_special_token(directory):
    """A special token that tokenizer.json does not have."""
    change(directory, "tokenizer_config.json", extra_special_tokens=["o"])
    return {"refusal": ["'o'", "extra_special_tokens"]}


@embedding(base="bert-mean")
def bert_added_tokens_file(directory):
    """A token that only added_tokens.json adds."""
    change(directory, "added_tokens.json", o=49)
    return {"refusal": ["added_tokens.json", "'o'"]}


@embedding(base="bert-mean")
def bert_special_tokens_map(directory):
    """A special token that only special_tokens_map.json names."""
    change(directory, "special_tokens_map.json", additional_special_tokens=[{"content": "o"}])
    return {"refusal": ["special_tokens_map.json", "'o'"]}


@embedding(base="bert-mean")
def bert_cls_and_sep_swapped(directory):
    """Another token before a text than that of the post-processor."""
    change(directory, "tokenizer_config.json", cls_token="[SEP]", sep_token="[CLS]")
    return {"refusal": ["'[SEP]'", "cls_token", "'[CLS]'", "post_processor"]}


@embedding(base="bert-mean")
def bert_split_special_tokens(directory):
    """Special tokens in a text are to be split."""
    change(directory, "tokenizer_config.json", split_special_tokens=True)
    return {"refusal": ["split_special_tokens", "expected false"]}


@embedding(base="bert-mean")
def bert_split_by_punctuation(directory):
    """Words are to be split at punctuation, as DeBERTa's."""
    change(directory, "tokenizer_config.json", split_by_punct=True)
    return {"refusal": ["split_by_punct", "expected false"]}


@embedding(base="bert-mean")
def bert_class_that_takes_the_file(directory):
    """ConvBERT's tokenizer is what tokenizer.json says, which the setting contradicts."""
    change(directory, "tokenizer_config.json", tokenizer_class="ConvBertTokenizer", do_lower_case=False)
    return {"refusal": ["do_lower_case to false"]}


@embedding(base="xlm-roberta-cls")
def xlm_roberta_albert_class(directory):
    """ALBERT's tokenizer puts texts into lower case, tokenizer.json does not."""
    change(directory, "tokenizer_config.json", tokenizer_class="AlbertTokenizer")
    return {"refusal": ["do_lower_case to true"]}


@embedding(base="bert-mean")
def bert_lower_case_not_boolean(directory):
    """A setting of another type."""
    change(directory, "tokenizer_config.json", do_lower_case="false")
    return {"refusal": ['do_lower_case "false"', "expected boolean"]}


@embedding(base="bert-mean")
def bert_length_not_a_number(directory):
    """A length of another type."""
    change(directory, "sentence_bert_config.json", max_seq_length="20")
    return {"refusal": ['max_seq_length "20"', "expected number"]}


@embedding(base="bert-mean")
def bert_method(directory):
    """Texts go through another method of the model."""
    change(directory, "sentence_bert_config.json", modality_config={"text": {"method": "get_text_features", "method_output_name": None}})
    return {"refusal": ['method "get_text_features"', 'expected "forward"']}


@embedding(base="bert-mean")
def bert_method_output(directory):
    """Vectors of another layer."""
    change(directory, "sentence_bert_config.json", modality_config={"text": {"method": "forward", "method_output_name": ["hidden_states", 0]}})
    return {"refusal": ['method_output_name ["hidden_states",0]', 'expected "last_hidden_state"']}


@embedding(base="bert-mean")
def bert_include_prompt_not_boolean(directory):
    """A setting of pooling of another type."""
    change(directory, "1_Pooling/config.json", include_prompt="false")
    return {"refusal": ['include_prompt "false"', "expected boolean"]}


@embedding(base="bert-mean")
def bert_class_in_config(directory):
    """The tokenizer's class is named by config.json: it takes tokenizer.json as it is, also its defaults."""
    change(directory, "config.json", tokenizer_class="PreTrainedTokenizerFast")
    change(directory, "tokenizer_config.json", tokenizer_class=None, do_lower_case=False)
    return vectors(directory)


@embedding(base="bert-mean")
def bert_length_of_tokenizer(directory):
    """The tokenizer's length is stronger than max_seq_length."""
    change(directory, "sentence_bert_config.json", tokenizer_args={"model_max_length": 14}, max_seq_length=30)
    return vectors(directory)


@embedding(base="bert-mean")
def bert_without_prompt_and_none(directory):
    """Pooling leaves out the prompt, of which there is none."""
    change(directory, "1_Pooling/config.json", include_prompt=False)
    return vectors(directory)


@embedding(base="bert-mean")
def bert_dpr(directory):
    """DPR's tokenizer is BERT's with its defaults, whatever is set."""
    change(directory, "tokenizer_config.json", tokenizer_class="DPRQuestionEncoderTokenizer", do_lower_case=False)
    return vectors(directory)


@embedding(base="bert-mean")
def bert_named_tokens(directory):
    """Every file names the tokens that tokenizer.json has."""
    change(directory, "tokenizer_config.json", added_tokens_decoder={"0": {"content": "[PAD]", "special": True}, "2": {"content": "[CLS]", "special": True}}, additional_special_tokens=[])
    change(directory, "special_tokens_map.json", cls_token="[CLS]", sep_token={"content": "[SEP]"})
    return vectors(directory)


@embedding(base="bert-mean")
def bert_pooling_not_an_object(directory):
    """The configuration of pooling is a list."""
    (directory / "1_Pooling/config.json").write_text("[]\n")
    return {"refusal": ["1_Pooling/config.json", "expected an object"]}


# Outputs.


@embedding(base="bert-mean")
def bert_sentence_embedding(directory):
    """A graph that pools and normalises, and yields nothing else."""
    model = SentenceTransformer(str(directory), device="cpu")
    drop_graph(directory)
    export(model, directory, {"sentence_embedding": sentence_embedding})
    return vectors(directory)


@embedding(base="bert-sentence-embedding")
def bert_sentence_embedding_by_parts(directory):
    """The same graph by itself: nothing needs to be said about pooling."""
    return parts({"max-tokens": 32}) | vectors(directory)


@embedding(base="bert-sentence-embedding")
def bert_sentence_embedding_not_mean(directory):
    """The same graph with pooling configured, which it would ignore."""
    return parts({"pooling": "mean"}) | {"refusal": ["pooling=mean", "sentence_embedding (float32"]}


@embedding(base="bert-sentence-embedding")
def bert_sentence_embedding_not_raw(directory):
    """The same graph without unit length, which it would have all the same."""
    return parts({"normalize": "false"}) | {"refusal": ["unit length", "normalize=false"]}


@embedding(base="bert-mean")
def bert_pooling_over_padding(directory):
    """A graph whose pooling does not know the attention mask: right for a text that is run alone."""
    model = SentenceTransformer(str(directory), device="cpu")
    drop_graph(directory)
    outputs = {"sentence_embedding": lambda known: known["hidden"].mean(dim=1)}
    export(model, directory, outputs)
    return vectors(directory)


@embedding(base="bert-mean")
def bert_two_outputs(directory):
    """Vectors of tokens and the graph's own of texts, which agree."""
    model = SentenceTransformer(str(directory), device="cpu")
    drop_graph(directory)
    export(model, directory, {"sentence_embedding": sentence_embedding, "token_embeddings": hidden})
    return vectors(directory)


@embedding(base="bert-two-outputs")
def bert_two_outputs_apart(directory):
    """The same graph in a folder that pools otherwise."""
    change(directory, "1_Pooling/config.json", pooling_mode="cls")
    return {"refusal": ["is not what pooling=cls makes of", "token_embeddings"]}


def with_head(directory, outputs):
    model = SentenceTransformer(str(directory), device="cpu")
    drop_graph(directory)
    export(model, directory, outputs)


def head(size, seed=3):
    """Another head on the tokens' vectors."""
    weights = torch.randn(HIDDEN, size, generator=torch.Generator().manual_seed(seed))
    return lambda known: known["hidden"] @ weights


@embedding(base="bert-mean")
def splade_logits(directory):
    """A masked language model (SPLADE): a number for each token of the vocabulary."""
    with_head(directory, {"logits": head(150)})
    return {"refusal": ["logits (float32 [batch, sequence, 150])", "expected last_hidden_state"]}


@embedding(base="splade-logits")
def splade_logits_by_parts(directory):
    """The same without a folder."""
    return parts({"pooling": "mean"}) | {"refusal": ["logits (float32", "last_hidden_state"]}


@embedding(base="bert-mean")
def masked_language_model(directory):
    """The vectors of tokens beside the logits, which come first."""
    with_head(directory, {"logits": head(150), "last_hidden_state": hidden})
    return vectors(directory)


@embedding(base="bert-mean")
def three_heads(directory):
    """As bge-m3's: dense, sparse and multi-vector heads, and no vectors of tokens by name."""
    outputs = {
        "dense_vecs": sentence_embedding,
        "sparse_vecs": head(1),
        "colbert_vecs": head(HIDDEN),
    }
    with_head(directory, outputs)
    return {"refusal": ["sparse_vecs (float32 [batch, sequence, 1])", "colbert_vecs"]}


@embedding(base="bert-mean")
def colbert_head(directory):
    """A multi-vector head alone, of the folder's dimension."""
    with_head(directory, {"colbert_vecs": head(HIDDEN)})
    return {"refusal": ["colbert_vecs (float32"]}


@embedding(base="bert-mean")
def four_heads(directory):
    """The same three heads and the vectors of tokens."""
    outputs = {
        "sparse_vecs": head(1),
        "colbert_vecs": head(HIDDEN),
        "last_hidden_state": hidden,
        "dense_vecs": sentence_embedding,
    }
    with_head(directory, outputs)
    return vectors(directory)


@embedding(base="bert-mean")
def two_unnamed_outputs(directory):
    """Two outputs with a vector a token; their names tell nothing."""
    with_head(directory, {"output_0": head(HIDDEN), "output_1": hidden})
    return {"refusal": ["output_0 (float32", "output_1 (float32"]}


@embedding(base="bert-mean")
def one_unnamed_output(directory):
    """One output with a vector a token and one with a vector a text; their names tell nothing."""
    with_head(directory, {"output_0": hidden, "output_1": lambda known: known["hidden"][:, 0]})
    return vectors(directory)


@embedding(base="bert-mean")
def pooler_output(directory):
    """No vectors of tokens, and of texts none that is known."""
    with_head(directory, {"pooler_output": lambda known: known["hidden"][:, 0]})
    return {"refusal": ["pooler_output (float32 [batch, 16])"]}


@embedding(base="bert-mean")
def integer_output(directory):
    """An output of whole numbers under the usual name."""
    with_head(directory, {"last_hidden_state": lambda known: known["hidden"].to(torch.int64)})
    return {"refusal": ["last_hidden_state (int64"]}


@embedding(base="bert-mean")
def wrong_dimension(directory):
    """A graph of another model: its vectors have other dimensions than the folder says."""
    with_head(directory, {"last_hidden_state": head(12)})
    return {"refusal": ["12 dimensions", "16"]}


@embedding(base="bert-mean")
def wrong_hidden_size(directory):
    """The same, found by config.json alone."""
    change(directory, "1_Pooling/config.json", embedding_dimension=None)
    with_head_of(directory, {"last_hidden_state": head(12)})
    return {"refusal": ["12 dimensions", "16"]}


def with_head_of(directory, outputs):
    """The same for a folder that sentence-transformers would not load."""
    copy = directory.parent / (directory.name + "-loadable")
    shutil.copytree(directory, copy)
    change(copy, "1_Pooling/config.json", embedding_dimension=HIDDEN)
    model = SentenceTransformer(str(copy), device="cpu")
    shutil.rmtree(copy)
    drop_graph(directory)
    export(model, directory, outputs)


@embedding(base="bert-mean")
def half_output(directory):
    """float16."""
    model = SentenceTransformer(str(directory), device="cpu")
    drop_graph(directory)
    export(model, directory, {"last_hidden_state": hidden}, half=True)
    return vectors(directory)


@embedding(base="bert-sentence-embedding")
def half_sentence_embedding(directory):
    """float16 of a graph that pools."""
    model = SentenceTransformer(str(directory), device="cpu")
    drop_graph(directory)
    export(model, directory, {"sentence_embedding": sentence_embedding}, half=True)
    return vectors(directory)


@embedding(base="bert-mean")
def external_data(directory):
    """Weights in a file beside the graph."""
    model = SentenceTransformer(str(directory), device="cpu")
    drop_graph(directory)
    export(model, directory, {"last_hidden_state": hidden}, external=True)
    return vectors(directory)


# Inputs.


def edit_graph(directory, edit):
    path = directory / "onnx/model.onnx"
    model = onnx.load(path)
    edit(model.graph)
    write_graph(model, path)


def add_input(name, kind, *shape):
    value = onnx.helper.make_tensor_value_info(name, kind, shape)
    return lambda graph: graph.input.append(value)


@embedding(base="bert-mean")
def text_generation(directory):
    """A decoder with a cache, exported to generate text."""

    def edit(graph):
        for layer in range(8):
            for part in ("key", "value"):
                name = f"past_key_values.{layer}.{part}"
                add_input(name, TensorProto.FLOAT, "batch", 1, "past", 8)(graph)

    edit_graph(directory, edit)
    return {"refusal": ["past_key_values.0.key (float32", "and 11 more", "generate text", "expected input_ids"]}


@embedding(base="bert-mean")
def position_ids(directory):
    """An input that is not known."""
    edit_graph(directory, add_input("position_ids", TensorProto.INT64, "batch", "sequence"))
    return {"refusal": ["position_ids (int64 [batch, sequence])", "expected input_ids"]}


@embedding(base="bert-mean")
def int32_inputs(directory):
    """Inputs of another type."""

    def edit(graph):
        for value in graph.input:
            inner = value.name + "_int64"
            for node in graph.node:
                node.input[:] = [inner if name == value.name else name for name in node.input]
            cast = onnx.helper.make_node("Cast", [value.name], [inner], to=TensorProto.INT64)
            graph.node.insert(0, cast)
            value.type.tensor_type.elem_type = TensorProto.INT32

    edit_graph(directory, edit)
    return {"refusal": ["is int32; expected int64"]}


# Modules behind pooling.


def dense(inputs, outputs, seed=5, **settings):
    module = st.Dense(inputs, outputs, **settings)
    with torch.no_grad():
        generator = torch.Generator().manual_seed(seed)
        for weights in module.parameters():
            weights.copy_(torch.randn(weights.shape, generator=generator) / inputs**0.5)
    return module


@embedding()
def gemma_dense(directory):
    """As EmbeddingGemma: two Dense modules, done by the graph; their weights are not there."""
    identity = {"bias": False, "activation_function": torch.nn.Identity()}
    behind = [dense(HIDDEN, 32, **identity), dense(32, HIDDEN, 6, **identity), st.Normalize()]
    prompts = {
        "query": "task: search result | query: ",
        "document": "title: none | text: ",
        "STS": "task: sentence similarity | query: ",
    }
    model = save(directory, gemma3(), "mean", behind, prompts)
    export(model, directory, {"last_hidden_state": hidden, "sentence_embedding": sentence_embedding})
    expected = vectors(
        directory, prompts={"STS": TEXTS[:2]}, query=TEXTS[:2], document=TEXTS[:2]
    )
    for weights in directory.glob("*_Dense/model.safetensors"):
        weights.unlink()
    return expected


@embedding(base="gemma-dense")
def gemma_dense_by_parts(directory):
    """The same graph by itself: its sentence_embedding."""
    own = json.loads((directory / "config_sentence_transformers.json").read_text())["prompts"]
    known = {f"prompts.{name}": text for name, text in own.items()}
    expected = json.loads((HERE / "embedding/gemma-dense.json").read_text())
    return parts({"max-tokens": POSITIONS} | known) | {"embeddings": expected["embeddings"]}


@embedding(base="gemma-dense")
def gemma_dense_not_mean(directory):
    """The same graph with mean pooling, which leaves the Dense modules out."""
    return parts({"pooling": "mean"}) | {
        "refusal": ["sentence_embedding (float32", "is not what pooling=mean makes of"]
    }


@embedding()
def bert_dense(directory):
    """A Dense module with bias and tanh, as LaBSE and distiluse have it; its weights are read."""
    model = save(directory, bert(), "cls", [dense(HIDDEN, 8), st.Normalize()], max_tokens=32)
    export(model, directory, {"last_hidden_state": hidden})
    return vectors(directory)


@embedding(base="bert-dense")
def bert_dense_bfloat16(directory):
    """The same in bfloat16."""
    from safetensors.torch import load_file, save_file

    file = directory / "2_Dense/model.safetensors"
    save_file({name: tensor.bfloat16() for name, tensor in load_file(file).items()}, file)
    return vectors(directory)


@embedding(base="bert-dense")
def bert_dense_without_weights(directory):
    """The same without weights."""
    (directory / "2_Dense/model.safetensors").unlink()
    return {"refusal": ["2_Dense has no file model.safetensors", "sentence_embedding"]}


@embedding(base="bert-dense")
def bert_dense_pickled(directory):
    """The same with weights that need Python to be read."""
    from safetensors.torch import load_file

    file = directory / "2_Dense/model.safetensors"
    torch.save(load_file(file), directory / "2_Dense/pytorch_model.bin")
    file.unlink()
    return {"refusal": ["2_Dense has its weights in pytorch_model.bin"]}


@embedding(base="bert-dense")
def bert_dense_of_another_model(directory):
    """A Dense module that takes other vectors than the graph yields."""
    change(directory, "2_Dense/config.json", in_features=24)
    return {"refusal": ["2_Dense takes 24 dimensions, but gets 16"]}


@embedding(base="bert-dense")
def bert_dense_relu(directory):
    """An activation that is not known."""
    change(
        directory,
        "2_Dense/config.json",
        activation_function="torch.nn.modules.activation.ReLU",
    )
    return {"refusal": ["activation", "ReLU"]}


@embedding(base="bert-dense")
def bert_dense_of_tokens(directory):
    """A Dense module on the vectors of tokens, as multi-vector models have it."""
    change(directory, "2_Dense/config.json", module_input_name="token_embeddings")
    return {"refusal": ["module_input_name", "token_embeddings"]}


@embedding()
def bert_layers(directory):
    """Unit length, LayerNorm, Dropout and Dense in a row, and no unit length at the end."""
    norm = st.LayerNorm(HIDDEN)
    with torch.no_grad():
        norm.norm.weight.copy_(torch.linspace(0.5, 1.5, HIDDEN))
        norm.norm.bias.copy_(torch.linspace(-0.2, 0.2, HIDDEN))
    behind = [st.Normalize(), norm, st.Dropout(0.5), dense(HIDDEN, 24)]
    model = save(directory, bert(), "mean", behind, max_tokens=32)
    export(model, directory, {"last_hidden_state": hidden})
    return vectors(directory)


def change_modules(directory, edit):
    path = directory / "modules.json"
    path.write_text(json.dumps(edit(json.loads(path.read_text())), indent=1) + "\n")


def other_module(name, kind, at, **changes):
    """A folder that asks for a module that is not done."""

    def function(directory):
        def edit(modules):
            module = {"idx": at, "name": str(at), "path": f"{at}_{kind.rsplit('.', 1)[1]}", "type": kind}
            if at == 0:
                return [module | {"path": ""}, *modules[1:]]
            return [*modules[:at], module, *modules[at:]]

        change_modules(directory, edit)
        return {"refusal": [kind]}

    function.__name__ = name
    function.__doc__ = f"The module {kind}."
    embedding(base="bert-mean")(function)


for _kind, _at in {
    "sentence_transformers.sparse_encoder.modules.splade_pooling.SpladePooling": 1,
    "sentence_transformers.multi_vector_encoder.modules.multi_vector_mask.MultiVectorMask": 2,
    "sentence_transformers.models.StaticEmbedding": 0,
    "sentence_transformers.models.WordEmbeddings": 0,
    "sentence_transformers.models.CLIPModel": 0,
    "sentence_transformers.models.Router": 0,
    "sentence_transformers.models.Asym": 1,
    "custom_st.Transformer": 0,
}.items():
    other_module("module_" + _kind.rsplit(".", 2)[0].replace(".", "_")[:3] + "_" + _kind.rsplit(".", 1)[1].lower(), _kind, _at)


@embedding(base="bert-mean")
def sparse_encoder(directory):
    """A folder of another family."""
    change(directory, "config_sentence_transformers.json", model_type="SparseEncoder")
    return {"refusal": ["SparseEncoder"]}


@embedding(base="bert-mean")
def truncated_dimensions(directory):
    """Embeddings that the folder cuts."""
    change(directory, "config_sentence_transformers.json", truncate_dim=8)
    return {"refusal": ["truncate_dim"]}


@embedding(base="bert-mean")
def chat_template(directory):
    """Texts that are read through a chat template."""
    change(directory, "sentence_bert_config.json", modality_config={"message": {}})
    return {"refusal": ["modalities [message]"]}


# Tokenizers.


@embedding(base="bert-mean")
def bert_truncation_left(directory):
    """tokenizer_config.json gives up a long text's beginning."""
    change(directory, "tokenizer_config.json", truncation_side="left")
    return vectors(directory)


@embedding(base="bert-mean")
def bert_truncation_left_by_tokenizer(directory):
    """tokenizer.json does."""
    truncation = {"direction": "Left", "max_length": 32, "strategy": "LongestFirst", "stride": 0}
    change(directory, "tokenizer.json", truncation=truncation)
    return vectors(directory)


@embedding(base="bert-mean")
def bert_not_lower_case(directory):
    """tokenizer_config.json keeps the case that tokenizer.json does not."""
    change(directory, "tokenizer_config.json", do_lower_case=False)
    return vectors(directory)


@embedding(base="bert-not-lower-case")
def bert_lower_case_by_default(directory):
    """tokenizer.json keeps the case; BERT's tokenizer does not unless that is said."""
    normalizer = {
        "type": "BertNormalizer",
        "clean_text": True,
        "handle_chinese_chars": True,
        "strip_accents": None,
        "lowercase": False,
    }
    change(directory, "tokenizer.json", normalizer=normalizer)
    change(directory, "tokenizer_config.json", do_lower_case=None)
    return vectors(directory)


@embedding(base="bert-mean")
def bert_accents(directory):
    """tokenizer_config.json keeps accents and does not part Chinese characters."""
    change(
        directory, "tokenizer_config.json", strip_accents=False, tokenize_chinese_chars=False
    )
    return vectors(directory)


@embedding(base="bert-mean")
def bert_generic_tokenizer(directory):
    """A class of tokenizers that has no do_lower_case and takes tokenizer.json as it is."""
    change(
        directory,
        "tokenizer_config.json",
        tokenizer_class="PreTrainedTokenizerFast",
        do_lower_case=False,
    )
    return vectors(directory)


@embedding()
def cased_lower_case_first(directory):
    """sentence_bert_config.json puts texts of a model with case into lower case."""
    model = save(directory, bert(wordpiece(cased=True)), "mean", [st.Normalize()])
    export(model, directory, {"last_hidden_state": hidden})
    change(directory, "sentence_bert_config.json", do_lower_case=True)
    return vectors(directory)


@embedding(base="roberta-mean")
def roberta_prefix_space(directory):
    """tokenizer_config.json puts a space before a text, which tokenizer.json does not."""
    change(directory, "tokenizer_config.json", add_prefix_space=True)
    return vectors(directory)


@embedding(base="roberta-mean")
def roberta_prefix_space_by_default(directory):
    """The other way round."""
    tokenizer = json.loads((directory / "tokenizer.json").read_text())
    change(
        directory, "tokenizer.json", pre_tokenizer=tokenizer["pre_tokenizer"] | {"add_prefix_space": True}
    )
    change(directory, "tokenizer_config.json", add_prefix_space=None)
    return vectors(directory)


@embedding(base="xlm-roberta-cls")
def xlm_roberta_prefix_space(directory):
    """A setting that contradicts tokenizer.json, in a class of which releases differ."""
    change(directory, "tokenizer_config.json", add_prefix_space=False)
    return {"refusal": ["add_prefix_space", "tokenizer_config.json"]}


@embedding(base="roberta-mean")
def roberta_older_config(directory):
    """The length in an older name of sentence_bert_config.json."""
    (directory / "sentence_bert_config.json").unlink()
    path = directory / "sentence_roberta_config.json"
    path.write_text('{"max_seq_length": 20, "do_lower_case": false}\n')
    return vectors(directory)


@embedding(base="roberta-mean")
def roberta_older_config_lower_case(directory):
    """Lower case in an older name of sentence_bert_config.json."""
    (directory / "sentence_bert_config.json").unlink()
    path = directory / "sentence_distilbert_config.json"
    path.write_text('{"max_seq_length": 20, "do_lower_case": true}\n')
    return vectors(directory)


@embedding(base="bert-mean")
def bert_processor_arguments(directory):
    """sentence_bert_config.json makes its tokenizer with settings of its own."""
    arguments = {"model_max_length": 20, "truncation_side": "left"}
    change(directory, "sentence_bert_config.json", processor_kwargs=arguments)
    return vectors(directory)


# Prompts.

PROMPTS = {
    "query": "query: ",
    "passage": "passage: ",
    "STS": "task: sentence similarity | query: ",
}


@embedding(base="bert-mean")
def default_prompt(directory):
    """A default prompt, and one for passages."""
    change(
        directory,
        "config_sentence_transformers.json",
        prompts=PROMPTS,
        default_prompt_name="STS",
    )
    return vectors(
        directory, prompts={name: TEXTS[:2] for name in PROMPTS}, query=TEXTS[:2]
    )


@embedding(base="bert-mean")
def default_prompt_unknown(directory):
    """A default prompt that is not there."""
    change(
        directory,
        "config_sentence_transformers.json",
        prompts=PROMPTS,
        default_prompt_name="retrieval",
    )
    return {"refusal": ["retrieval", "STS"]}


@embedding(base="default-prompt")
def default_prompt_configured(directory):
    """Properties are stronger than the folder's prompts."""
    model = SentenceTransformer(str(directory), device="cpu")
    model.prompts["mine"] = "my: "
    model.default_prompt_name = "mine"
    expected = [{"text": text, "vector": rounded(model.encode(text))} for text in TEXTS]
    properties = {"prompts.mine": "my: ", "default-prompt-name": "mine"}
    return {"properties": properties, "embeddings": expected}


def parts(properties):
    files = {"onnx": "onnx/model.onnx", "tokenizer": "tokenizer.json"}
    return {"properties": files | properties}


# --- writing ------------------------------------------------------------------------------------

WEIGHTS = {"model.safetensors", "README.md", ".gitattributes"}


def make(kind, registry, names):
    bases = {base for name, (_, base) in registry.items() if not names or name in names}
    with tempfile.TemporaryDirectory() as built:
        for name, (function, base) in registry.items():
            if names and name not in names and name not in bases:
                continue
            directory = Path(built) / name
            if base:
                shutil.copytree(Path(built) / base, directory)
            else:
                directory.mkdir()
            print(name, flush=True)
            torch.manual_seed(1)
            expected = function(directory)
            if not names or name in names:
                write(directory, Path(built) / base if base else None, HERE / kind / name, function.__doc__, expected)


def write(directory, base, target, about, expected):
    shutil.rmtree(target, ignore_errors=True)
    removed = []
    if base:
        removed = [file for file in files(base) if not (directory / file).exists()]
    for file in files(directory):
        source = directory / file
        if base and same(base / file, source):
            continue
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / file)
    described = {"about": " ".join(about.split())}
    if base:
        described["base"] = base.name
    if removed:
        described["removed"] = removed
    described |= expected
    target.parent.mkdir(exist_ok=True)
    target.with_suffix(".json").write_text(as_json(described))


def same(one, other):
    return one.exists() and one.read_bytes() == other.read_bytes()


def as_json(described):
    """A line for each embedding."""
    members = []
    for key, value in described.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in value)
            members.append(f' "{key}": [\n{rows}\n ]')
        else:
            members.append(f' "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(members) + "\n}\n"


def files(directory):
    """All but the weights of the transformer, which are in the graph."""
    return sorted(
        str(file.relative_to(directory))
        for file in directory.rglob("*")
        if file.is_file() and str(file.relative_to(directory)) not in WEIGHTS
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="folders to make; all if none is named")
    make("embedding", EMBEDDING, parser.parse_args().names)
