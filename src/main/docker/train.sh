#!/bin/bash
# Trains an AOT cache (JEP 483, 514, 515): runs the service with the embedded store, which needs no
# database, and with its later options; sends requests as clients do; stops it. The cache contains what
# the JVM has loaded, linked and profiled until then.
#   train.sh NAME   reads /app/NAME.options, writes /app/NAME.aot
set -eu
name=$1
export SERVER_ADDRESS=127.0.0.1 SERVER_PORT=47083 SEMBLANCE_STORE=lucene

# METHOD PATH BODY: prints the status line, fails unless it is a 2xx
request() {
    exec 3<>"/dev/tcp/127.0.0.1/$SERVER_PORT" || return 1
    printf '%s %s HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
        "$1" "$2" "${#3}" "$3" >&3
    local status
    read -r status <&3
    cat <&3 >/dev/null
    exec 3>&-
    echo "$1 $2: $status"
    [[ $status =~ ^HTTP/1\.[01]\ 2 ]]
}

# A build may share the host's network: do not train with, or write to, another service.
if (: <>"/dev/tcp/127.0.0.1/$SERVER_PORT") 2>/dev/null; then
    echo "port $SERVER_PORT is taken" >&2
    exit 1
fi
java "@/app/$name.options" "-XX:AOTCacheOutput=/app/$name.aot" -jar /app/semblance.jar &
service=$!
for ((i = 0; i < 1200; i++)); do
    request GET /actuator/health/readiness '' 2>/dev/null && break
    kill -0 "$service" # ends the training if the service has ended
    sleep 0.1
done
kill -0 "$service"
for ((i = 0; i < 20; i++)); do
    request PUT /v1/collections/training/documents \
        '{"documents":[{"id":"a","title":"Training","text":"One sentence. And one more, number '"$i"'.","metadata":{"topic":"it"}}]}'
    request POST /v1/collections/training/search '{"query":"a sentence","limit":3,"filter":"topic == '"'it'"'"}'
    request POST /embed '{"inputs":["How do I reset my password?","short"]}'
    request POST /v1/embeddings '{"input":"one","model":"bge-small-en-v1.5"}'
done >/dev/null
request GET /actuator/prometheus ''
kill "$service"
wait "$service" || [ $? = 143 ] # ended by SIGTERM
[ -s "/app/$name.aot" ]
