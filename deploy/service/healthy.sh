#!/usr/bin/env bash
# Healthy = the service says that it is ready. By the shell alone: the image needs no curl, and a check costs nothing.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/$MICRONAUT_SERVER_PORT"
printf 'GET /health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
# The whole answer is read: a service would report a connection that is cut off in the middle.
answer=$(timeout 4 cat <&3)
[[ $answer == 'HTTP/1.1 200 '* ]]
