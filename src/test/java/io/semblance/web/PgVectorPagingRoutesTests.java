package io.semblance.web;

import org.springframework.test.context.ContextConfiguration;

/** The same on PostgreSQL. */
@ContextConfiguration(initializers = OnPostgres.class)
class PgVectorPagingRoutesTests extends PagingRoutesTests {}
