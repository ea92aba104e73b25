#!/bin/sh
# Makes the roles and databases. The image runs it at the first start, while the server answers on its socket alone.
# Safe to run again, for example after a change of passwords:
#   docker compose exec postgres sh /docker-entrypoint-initdb.d/10-accounts.sh

# The options keep the passwords out of the server's log.
sql() {
  PGOPTIONS='-c client_min_messages=warning -c log_min_duration_statement=-1 -c log_min_error_statement=panic' \
    psql -qX -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -d postgres "$@"
}

# role NAME PASSWORD ATTRIBUTES: a role that may sign in.
role() {
  ROLE_PASSWORD=$2 sql -v name="$1" -v attributes="$3" <<'SQL'
\getenv password ROLE_PASSWORD
SELECT format('CREATE ROLE %I', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
ALTER ROLE :"name" LOGIN :attributes PASSWORD :'password';
SQL
}

# database NAME OWNER: a database that its owner and the statistics' reader may enter, and nobody else.
database() {
  sql -v name="$1" -v owner="$2" <<'SQL'
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO pg_monitor;
SQL
}

role session_service "$POSTGRES_SESSION_PASSWORD" "NOSUPERUSER NOCREATEDB NOCREATEROLE"
role backup_service "$POSTGRES_BACKUP_PASSWORD" "NOSUPERUSER NOCREATEDB NOCREATEROLE"
role monitor_service "$POSTGRES_MONITOR_PASSWORD" "NOSUPERUSER NOCREATEDB NOCREATEROLE"
database agent_orchestrator session_service
database backup backup_service
database monitor monitor_service

# Makes and restores dumps: a restore re-creates databases, owners and extensions, which only a superuser may do.
role backup_operator "$POSTGRES_BACKUP_OPERATOR_PASSWORD" "SUPERUSER"
# Reads the server's statistics and no table.
role monitoring "$POSTGRES_MONITORING_PASSWORD" "NOSUPERUSER NOCREATEDB NOCREATEROLE"
sql -c 'GRANT pg_monitor TO monitoring'
sql -c 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements'
