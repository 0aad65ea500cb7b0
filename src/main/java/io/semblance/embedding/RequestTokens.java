package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.tokenization.Encoding;

import org.springframework.util.unit.DataSize;

import java.util.List;

/** The texts of one request of which each token gets a vector; no cache has those. */
final class RequestTokens implements EngineRequest {

    private static final EmbeddingCache NO_CACHE = new EmbeddingCache(DataSize.ofBytes(0));

    private final RequestTexts texts;
    private final int maxTokens;
    private float[][] vectors = {};

    /**
     * @param maxTokens of all texts together
     */
    RequestTokens(EmbedRequest request, OnnxModel model, int maxTokens) {
        this.texts = new RequestTexts(request, model, NO_CACHE);
        this.maxTokens = maxTokens;
    }

    @Override
    public OnnxModel model() {
        return texts.model();
    }

    @Override
    public Priority priority() {
        return texts.priority();
    }

    @Override
    public Admission admission() {
        return texts.admission();
    }

    @Override
    public boolean tokenwise() {
        return true;
    }

    @Override
    public void read(TextTokenization tokenization, Caller caller) {
        texts.read(tokenization, caller);
    }

    /**
     * {@inheritDoc}
     *
     * @throws TooManyTokensException if the texts together have too many for one answer
     */
    @Override
    public void requireAllowedLengths() {
        texts.requireAllowedLengths();
        texts.requireTokens(maxTokens);
    }

    @Override
    public List<Encoding> encodings() {
        return texts.encodings();
    }

    @Override
    public void ran(float[][] rows) {
        vectors = rows;
    }

    /** The answer, once it ran. */
    TokenEmbedResult result(Times times) {
        return texts.result(vectors, times);
    }
}
