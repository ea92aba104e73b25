#!/bin/sh
# Backups by the verbs of the scripts that OrchestrateX takes the place of. All work is done by `ox`.
#   backup-script.sh full                                    of everything
#   backup-script.sh database DATABASE                       of one database
#   backup-script.sh collection DATABASE COLLECTION          of one collection
#   backup-script.sh restore [FOLDER | ARCHIVE | BACKUP]     the latest one, where none is named
# A backup stays in its vault, and is written to $BACKUP_DIR/<YYYYMMDD_HHMMSS>/ as well. Further arguments
# go to `ox backup run` and `ox restore run`, such as --label or --force; their exit codes are handed on.
# Environment: BACKUP_DIR (./backups), OX (the ox of this checkout), and what `ox` itself knows.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
ox=${OX:-$here/../../ox}
to=${BACKUP_DIR:-./backups}

usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

[ $# -gt 0 ] || usage
verb=$1
shift
case $verb in
  full)
    exec "$ox" backup run --to "$to" --unpacked "$@"
    ;;
  database)
    [ $# -ge 1 ] || usage
    database=$1
    shift
    exec "$ox" backup run --database "$database" --to "$to" --unpacked "$@"
    ;;
  collection)
    [ $# -ge 2 ] || usage
    collection=$1.$2
    shift 2
    exec "$ox" backup run --collection "$collection" --to "$to" --unpacked "$@"
    ;;
  restore)
    exec "$ox" restore run "$@"
    ;;
  *)
    usage
    ;;
esac
