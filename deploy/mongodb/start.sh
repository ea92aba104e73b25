#!/usr/bin/env bash
# Starts mongod as a member of the replica set rs0. The members' key comes from MONGODB_REPLICA_KEY; mongod wants it
# in a file that is its own and nobody else's, so it is written anew into memory at each start.
set -euo pipefail
key=/run/orchestratex/replica.key
umask 077
printf '%s\n' "$MONGODB_REPLICA_KEY" >"$key"
chown mongodb "$key"
chmod 400 "$key"
unset MONGODB_REPLICA_KEY
exec docker-entrypoint.sh mongod --config /etc/orchestratex/mongod.conf \
  --replSet rs0 --keyFile "$key" --bind_ip_all --wiredTigerCacheSizeGB "${MONGODB_CACHE_GB:-1.5}"
