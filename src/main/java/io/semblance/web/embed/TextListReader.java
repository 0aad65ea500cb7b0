package io.semblance.web.embed;

import io.semblance.web.json.BoundedListReader;
import io.semblance.web.limit.InputLimits;

import org.springframework.beans.factory.annotation.Autowired;

/** Reads a list of texts to rerank or to compare, up to the limit of inputs of one request. */
public final class TextListReader extends BoundedListReader<String> {

    private static final long serialVersionUID = 1L;

    @Autowired
    TextListReader(InputLimits limits) {
        super(String.class, limits.count(), limits.tooMany("texts", "texts"));
    }
}
