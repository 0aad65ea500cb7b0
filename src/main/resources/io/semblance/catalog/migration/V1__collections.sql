-- Collections: what each is, and which index of the store it lives in.
CREATE TABLE collection (
    name            VARCHAR(64)  NOT NULL PRIMARY KEY,
    index_name      VARCHAR(48)  NOT NULL UNIQUE,
    model           VARCHAR(200) NOT NULL,
    model_version   VARCHAR(64)  NOT NULL,
    dimension       INTEGER      NOT NULL,
    metric          VARCHAR(16)  NOT NULL,
    language        VARCHAR(32)  NOT NULL,
    max_tokens      INTEGER      NOT NULL,
    overlap         INTEGER      NOT NULL,
    storage         VARCHAR(16)  NOT NULL,
    m               INTEGER      NOT NULL,
    ef_construction INTEGER      NOT NULL,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL
);
