package io.semblance.ingest.imports;

import tools.jackson.databind.json.JsonMapper;

/**
 * What the parts of an import need to know, kept with its job.
 *
 * @param kind what the parts hold
 */
record ImportSettings(Kind kind, OnConflict onConflict) {

    /** What the parts of an import hold. */
    enum Kind {
        /** Documents, as {@link PartBuilder} writes them. */
        RECORDS,
        /** One file each, as {@link FileReceiver} writes them. */
        FILES
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    String json() {
        return JSON.writeValueAsString(this);
    }

    static ImportSettings parse(String json) {
        return JSON.readValue(json, ImportSettings.class);
    }
}
