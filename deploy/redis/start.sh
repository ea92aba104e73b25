#!/bin/sh
# Writes the accounts (hashes of the passwords in the environment) into memory and starts Redis without these passwords
# in its environment. The default account, which needs no password, is off.
set -eu
# Memory that every container has; a tmpfs of the compose file loses its mode when the container restarts.
accounts=/dev/shm/users.acl
umask 077
hash() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }
service='+@all -@admin -@dangerous +client +info +keys'
watch='-@all +ping +info +dbsize +select +hello +auth +client +command +config|get +slowlog +latency +memory'
backup='~* resetchannels -@all +auth +hello +ping +select +@transaction +@scripting +info +dbsize +scan +keys'
backup="$backup +type +exists +get +set +setnx +del +unlink +hset +hgetall +dump +restore +pexpireat +move +swapdb +flushdb"
backup="$backup +psync +replconf +config|get +acl|whoami +acl|dryrun"
cat >"$accounts" <<ACL
user default off
user admin on #$(hash "$REDIS_ADMIN_PASSWORD") ~* &* +@all
user gateway-service on #$(hash "$REDIS_GATEWAY_PASSWORD") ~gateway:* &gateway:* $service
user session-service on #$(hash "$REDIS_SESSION_PASSWORD") ~session:* &channel:* $service
user backup-operator on #$(hash "$REDIS_BACKUP_PASSWORD") $backup
user monitoring on #$(hash "$REDIS_MONITOR_PASSWORD") $watch
ACL
exec env -i PATH="$PATH" redis-server /etc/orchestratex/redis.conf --aclfile "$accounts"
