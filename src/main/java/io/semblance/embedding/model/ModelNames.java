package io.semblance.embedding.model;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.UnknownModelException;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The names of the models in requests: ids, aliases, names on the Hugging Face hub, and the names
 * that clients of text-embeddings-inference use for the only model of their server. Earlier kinds
 * in this list take precedence over later ones. Names match in any case, unless two that mean
 * different models differ only in case. Immutable.
 */
public final class ModelNames {

    private static final String PROPERTY = "semblance.model-aliases";

    /**
     * Names for the default model. Text-embeddings-inference has one model and ignores its name.
     */
    private static final List<String> DEFAULT_NAMES = List.of("tei", "text-embeddings-inference");

    private final List<String> ids;
    private final String defaultModel;
    private final Map<String, String> exact = new HashMap<>();
    private final Map<String, String> ignoringCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private ModelNames(Collection<String> ids, Map<String, String> aliases, String defaultModel) {
        this.ids = List.copyOf(ids);
        Map<String, String> ownNames = new HashMap<>();
        ids.forEach(id -> ownNames.put(id, id));
        addAll(ownNames);
        Map<String, String> hubNames = new HashMap<>(BuiltInModels.HUB_NAMES);
        hubNames.values().retainAll(ids);
        addAll(aliasedIds(aliases, hubNames));
        addAll(hubNames);
        this.defaultModel = id(defaultModel);
        Map<String, String> defaultNames = new HashMap<>();
        DEFAULT_NAMES.forEach(name -> defaultNames.put(name, this.defaultModel));
        addAll(defaultNames);
    }

    /**
     * Returns the names of these models.
     *
     * @param ids ids of the models
     * @param properties default model and aliases
     * @throws ModelLoadException if an alias is empty, is the id of a model, or does not name a
     *     model
     * @throws UnknownModelException if no model has the default model's name
     */
    public static ModelNames of(Collection<String> ids, ModelProperties properties) {
        return new ModelNames(ids, properties.modelAliases(), properties.model());
    }

    /** Adds names of one kind that do not exist yet. */
    private void addAll(Map<String, String> names) {
        Map<String, String> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> ambiguous = new HashSet<>();
        names.forEach((name, id) -> {
            exact.putIfAbsent(name, id);
            String before = added.putIfAbsent(name, id);
            if (before != null && !before.equals(id)) {
                ambiguous.add(name);
            }
        });
        ambiguous.forEach(added::remove);
        added.forEach(ignoringCase::putIfAbsent);
    }

    private Map<String, String> aliasedIds(
            Map<String, String> aliases, Map<String, String> hubNames) {
        Map<String, String> aliased = new HashMap<>();
        aliases.forEach((alias, name) -> {
            if (alias.isBlank()) {
                throw refused("an alias in %s is empty".formatted(PROPERTY));
            }
            if (exact.containsKey(alias) || ignoringCase.containsKey(alias)) {
                throw refused(
                        "%s gives the name '%s' to '%s', but a model has it as its id"
                                .formatted(PROPERTY, alias, name));
            }
            String id = hubNames.getOrDefault(name, name);
            if (!ids.contains(id)) {
                throw refused(
                        "%s gives the name '%s' to '%s', which is not the id of a model; the models are %s"
                                .formatted(PROPERTY, alias, name, String.join(", ", ids)));
            }
            aliased.put(alias, id);
        });
        return aliased;
    }

    private static ModelLoadException refused(String message) {
        return new ModelLoadException(
                message,
                "Give each entry of %s a new name and the id of a model, for example %s[text-embedding-3-small]=%s."
                        .formatted(PROPERTY, PROPERTY, BuiltInModels.models().getFirst().id()),
                null);
    }

    /** Returns the id of the default model. */
    public String defaultModel() {
        return defaultModel;
    }

    /** Returns the id of the model with this name; empty if there is none. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(exact.getOrDefault(name, ignoringCase.get(name)));
    }

    /**
     * Returns the id of the model with this name.
     *
     * @throws UnknownModelException if there is none
     */
    public String id(String name) {
        return find(name).orElseThrow(() -> unknown(name, ids, otherNames()));
    }

    /**
     * Creates the exception for a name that no configured model has.
     *
     * @param ids of the configured models
     * @param aliases their other names
     */
    public static UnknownModelException unknown(
            String name, Collection<String> ids, Collection<String> aliases) {
        return BuiltInModels.has(name)
                ? UnknownModelException.notInThisBuild(name, ids, aliases)
                : UnknownModelException.of(name, ids, aliases);
    }

    private Set<String> otherNames() {
        Set<String> others = new TreeSet<>(exact.keySet());
        ids.forEach(others::remove);
        return others;
    }
}
