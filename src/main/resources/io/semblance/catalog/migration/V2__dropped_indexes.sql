-- Indexes of dropped collections that the store may still have.
CREATE TABLE dropped_index (
    index_name      VARCHAR(48)  NOT NULL PRIMARY KEY
);
