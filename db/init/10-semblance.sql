-- Runs once, as the superuser, when the volume is new: a role for the service, a database that it
-- owns, and the extension. The tables are not made here: the service brings its migrations along
-- (src/main/resources/db/migration, by Flyway) and makes the tables of collections itself.
\getenv password SEMBLANCE_DB_PASSWORD

-- Not a superuser: a hole in the service would not be one in the server.
CREATE ROLE semblance LOGIN PASSWORD :'password';
CREATE DATABASE semblance OWNER semblance;
REVOKE CONNECT ON DATABASE semblance FROM PUBLIC;

\connect semblance
CREATE EXTENSION vector;
