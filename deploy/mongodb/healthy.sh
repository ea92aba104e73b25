#!/usr/bin/env bash
# Healthy = this member answers `hello` on the network's address as the primary. One message of the wire protocol, sent
# by the shell: mongosh would cost a second of processor time at each check. The server of the image's first start
# listens on the loopback alone, so it is never taken for a healthy one.
set -euo pipefail
exec 3<>"/dev/tcp/$HOSTNAME/27017"
# Header (length 52, request 1, response to 0, OP_MSG 2013), no flags, one section: {hello: 1, $db: "admin"}.
printf '\x34\0\0\0\x01\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0\0\x1f\0\0\0\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0' >&3
timeout 2 head -c 256 <&3 | tr '\0\1' '#T' | grep -aq 'isWritablePrimary#T'
