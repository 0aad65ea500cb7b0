package io.semblance.web.documents;

import io.semblance.web.OnPostgres;

import org.springframework.test.context.ContextConfiguration;

/** The same on PostgreSQL. */
@ContextConfiguration(initializers = OnPostgres.class)
class PgVectorExportRoutesTests extends ExportRoutesTests {}
