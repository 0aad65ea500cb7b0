#!/bin/bash
# Starts the service, or the command that the arguments name. Each store has its own JVM options and
# its own AOT cache: Lucene wants the incubating vector module, and pgvector starts faster without it.
# What the operator adds comes by JDK_JAVA_OPTIONS.
set -eu
options=/app/${SEMBLANCE_STORE:-lucene}.options
[ -f "$options" ] || options=/app/lucene.options # the service itself refuses a store that is unknown
exec java "@$options" "-XX:AOTCache=${options%.options}.aot" -jar /app/semblance.jar "$@"
