#!/bin/bash
# Checks readiness: model loaded and warm, store available. The image does not contain curl.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/${SERVER_PORT:-8080}"
printf 'GET /actuator/health/readiness HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r status <&3
[[ $status =~ ^HTTP/1\.[01]\ 200 ]]
