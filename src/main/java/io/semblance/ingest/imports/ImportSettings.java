package io.semblance.ingest.imports;

import tools.jackson.databind.json.JsonMapper;

/**
 * What the parts of an import need to know, kept with its job.
 *
 * @param kind what the parts hold
 * @param index name of the index of the collection when the import was accepted, which another
 *     collection of the same name does not have
 */
record ImportSettings(Kind kind, OnConflict onConflict, String index) {

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
