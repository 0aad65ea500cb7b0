package io.semblance.embedding.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.UnknownModelException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What requests may call a model. */
class ModelNamesTests {

    private static final List<String> IDS =
            List.of("bge-small-en-v1.5", "all-minilm-l6-v2", "mine", "Twin", "twin");

    @ParameterizedTest
    @CsvSource({
        "mine, mine",
        "MINE, mine",
        "bge-small-en-v1.5, bge-small-en-v1.5",
        "BAAI/bge-small-en-v1.5, bge-small-en-v1.5",
        "baai/BGE-small-en-v1.5, bge-small-en-v1.5",
        "sentence-transformers/all-MiniLM-L6-v2, all-minilm-l6-v2",
        "all-MiniLM-L6-v2, all-minilm-l6-v2",
        "text-embedding-3-small, mine",
        "Text-Embedding-3-Small, mine",
        "text-embedding-ada-002, all-minilm-l6-v2",
        "tei, bge-small-en-v1.5",
        "text-embeddings-inference, bge-small-en-v1.5",
        "Twin, Twin",
        "twin, twin",
    })
    void nameMeansOneModel(String name, String id) {
        assertThat(names().find(name)).contains(id);
        assertThat(names().id(name)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"nope", "intfloat/e5-small-v2", "bge-small-en", "TWIN", "''", "' mine'"})
    void otherNameMeansNone(String name) {
        assertThat(names().find(name)).isEmpty();
    }

    @Test
    void unknownNameIsToldWithThoseThatThereAre() {
        assertThatThrownBy(() -> names().id("nope"))
                .isInstanceOf(UnknownModelException.class)
                .hasMessage(
                        "there is no model 'nope'; the models are bge-small-en-v1.5,"
                                + " all-minilm-l6-v2, mine, Twin, twin; other names are"
                                + " BAAI/bge-small-en-v1.5, sentence-transformers/all-MiniLM-L6-v2,"
                                + " tei, text-embedding-3-small, text-embedding-ada-002,"
                                + " text-embeddings-inference; add a model to semblance.models or a"
                                + " name to semblance.model-aliases");
        assertThatThrownBy(() -> names().id("intfloat/e5-small-v2"))
                .hasMessageStartingWith(
                        "the model 'intfloat/e5-small-v2' is not in this build; build with"
                                + " -Pall-models");
    }

    @Test
    void defaultModelMayBeGivenByAnyName() {
        assertThat(names("BAAI/bge-small-en-v1.5", Map.of()).defaultModel())
                .isEqualTo("bge-small-en-v1.5");
        assertThat(names("short", Map.of("short", "mine")).id("tei")).isEqualTo("mine");
        assertThatThrownBy(() -> names("nope", Map.of())).isInstanceOf(UnknownModelException.class);
    }

    @Test
    void aliasIsStrongerThanWhatAModelIsCalledElsewhere() {
        assertThat(names("mine", Map.of("tei", "twin")).id("tei")).isEqualTo("twin");
        assertThat(
                        names("mine", Map.of("BAAI/bge-small-en-v1.5", "mine"))
                                .id("BAAI/bge-small-en-v1.5"))
                .isEqualTo("mine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mine | twin | gives the name 'mine' to 'twin', but a model has it as its id",
                "MINE | twin | gives the name 'MINE' to 'twin', but a model has it as its id",
                "twin | mine | gives the name 'twin' to 'mine', but a model has it as its id",
                "a | nope | gives the name 'a' to 'nope', which is not the id of a model",
                "a | intfloat/e5-small-v2 | which is not the id of a model; the models are bge",
                "'' | mine | an alias in semblance.model-aliases is empty",
            })
    void aliasThatCannotBeIsRefused(String alias, String model, String says) {
        assertThatThrownBy(() -> names("mine", Map.of(alias, model)))
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        refused ->
                                assertThat(refused.remedy())
                                        .contains("Give each entry of semblance.model-aliases"))
                .hasMessageContaining(says);
    }

    private static ModelNames names() {
        return names(
                "bge-small-en-v1.5",
                Map.of(
                        "text-embedding-3-small",
                        "mine",
                        "text-embedding-ada-002",
                        "sentence-transformers/all-MiniLM-L6-v2"));
    }

    private static ModelNames names(String model, Map<String, String> aliases) {
        return ModelNames.of(IDS, new ModelProperties(model, List.of(), Path.of("data"), aliases));
    }
}
