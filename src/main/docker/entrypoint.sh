#!/bin/bash
# Starts the service, or the command that the arguments name. Each store has its own JVM options and
# its own AOT cache: Lucene uses the incubating vector module, and pgvector starts faster without it.
# The operator adds options with JDK_JAVA_OPTIONS.
set -eu
options=/app/${SEMBLANCE_STORE:-lucene}.options
[ -f "$options" ] || options=/app/lucene.options # the service rejects an unknown store
exec java "@$options" "-XX:AOTCache=${options%.options}.aot" -jar /app/semblance.jar "$@"
