package io.semblance.ingest;

import io.semblance.web.OnPostgres;

import org.springframework.test.context.ContextConfiguration;

/** The same on PostgreSQL. */
@ContextConfiguration(initializers = OnPostgres.class)
class PgVectorVectorReuseTests extends VectorReuseTests {}
