package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.target.TargetUses;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Looks into the tables of jobs, policies and schedules. */
@Singleton
final class PostgresTargetUses implements TargetUses {

  private final Postgres postgres;

  PostgresTargetUses(Postgres postgres) {
    this.postgres = postgres;
  }

  @Override
  public Uses of(String target) {
    return postgres.inTransaction(sql ->
        new Uses(
            named(
                sql,
                target,
                """
                SELECT id FROM jobs
                WHERE status IN ('queued', 'running') AND :target = ANY(targets) ORDER BY id\
                """),
            named(
                sql,
                target,
                """
                SELECT name FROM policies
                WHERE jsonb_exists(definition->'targets', :target) ORDER BY name\
                """),
            named(
                sql,
                target,
                """
                SELECT id FROM schedules
                WHERE jsonb_exists(settings->'targets', :target) ORDER BY id\
                """)));
  }

  private static List<String> named(Handle sql, String target, String query) {
    return sql.createQuery(query).bind("target", target).mapTo(String.class).list();
  }
}
