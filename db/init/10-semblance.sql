-- Runs once, as the superuser, when the volume is new: a role for the service, a database that it
-- owns, and the extension. The service creates the tables: its migrations are in
-- src/main/resources/io/semblance/catalog/migration (Flyway), and each collection has its own tables.
\getenv password SEMBLANCE_DB_PASSWORD

-- Not a superuser: a vulnerability of the service does not compromise the server.
CREATE ROLE semblance LOGIN PASSWORD :'password';
CREATE DATABASE semblance OWNER semblance;
REVOKE CONNECT ON DATABASE semblance FROM PUBLIC;

\connect semblance
CREATE EXTENSION vector;
