package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.policy.Policy;
import io.orchestratex.backup.policy.PolicyDefinition;
import io.orchestratex.backup.policy.PolicyStore;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table {@code policies}. */
@Singleton
final class PostgresPolicyStore implements PolicyStore {

  private static final RowMapper<Policy> POLICY =
      (row, _) ->
          new Policy(
              row.getString("name"),
              PolicyDefinition.fromJson(row.getString("definition")),
              row.getLong("version"),
              row.getString("created_by"),
              row.getTimestamp("created_at").toInstant(),
              row.getTimestamp("changed_at").toInstant());

  private final Postgres postgres;

  PostgresPolicyStore(Postgres postgres) {
    this.postgres = postgres;
  }

  @Override
  public boolean insert(Policy policy) {
    return postgres.inTransaction(sql ->
        sql.createUpdate(
                    """
                    INSERT INTO policies (name, definition, version, created_by, created_at, changed_at)
                    VALUES (:name, :definition::jsonb, :version, :createdBy, :createdAt, :changedAt)
                    ON CONFLICT DO NOTHING\
                    """)
                .bind("name", policy.name())
                .bind("definition", policy.definition().toJson())
                .bind("version", policy.version())
                .bind("createdBy", policy.createdBy())
                .bind("createdAt", policy.createdAt())
                .bind("changedAt", policy.changedAt())
                .execute()
            == 1);
  }

  @Override
  public boolean replace(Policy policy) {
    return postgres.inTransaction(sql ->
        sql.createUpdate(
                    """
                    UPDATE policies SET definition = :definition::jsonb, version = :version,
                      changed_at = :changedAt
                    WHERE name = :name AND version = :version - 1\
                    """)
                .bind("name", policy.name())
                .bind("definition", policy.definition().toJson())
                .bind("version", policy.version())
                .bind("changedAt", policy.changedAt())
                .execute()
            == 1);
  }

  @Override
  public boolean delete(String name, long version) {
    return postgres.inTransaction(sql ->
        sql.createUpdate("DELETE FROM policies WHERE name = :name AND version = :version")
                .bind("name", name)
                .bind("version", version)
                .execute()
            == 1);
  }

  @Override
  public Optional<Policy> find(String name) {
    return postgres.inTransaction(sql ->
        sql.createQuery("SELECT * FROM policies WHERE name = :name")
            .bind("name", name)
            .map(POLICY)
            .findOne());
  }

  @Override
  public Page<Policy> list(PageRequest page) {
    return postgres.inTransaction(sql -> {
      List<Policy> rows =
          sql.createQuery("SELECT * FROM policies ORDER BY name LIMIT :limit OFFSET :offset")
              .bind("limit", page.limit())
              .bind("offset", page.offset())
              .map(POLICY)
              .list();
      long total = sql.createQuery("SELECT count(*) FROM policies").mapTo(Long.class).one();
      return Page.of(rows, page, total);
    });
  }

  @Override
  public List<Policy> all() {
    return postgres.inTransaction(
        sql -> sql.createQuery("SELECT * FROM policies ORDER BY name").map(POLICY).list());
  }
}
