package io.semblance.web.documents;

import io.semblance.web.OnPostgres;

import org.springframework.test.context.ContextConfiguration;

/** Imports of files, into PostgreSQL. */
@ContextConfiguration(initializers = OnPostgres.class)
class PgVectorImportRoutesTests extends ImportRoutesTests {}
