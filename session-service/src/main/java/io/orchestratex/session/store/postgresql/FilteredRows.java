package io.orchestratex.session.store.postgresql;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.postgresql.Postgres;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of one table under the filters that are given, newest first. Only conditions written here
 * in the code are joined into the statement; every value is a parameter.
 *
 * @param <R> type of the rows
 */
final class FilteredRows<R> {

  private final JdbcOperations jdbc;
  private final String table;
  private final Class<R> type;
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  FilteredRows(JdbcOperations jdbc, String table, Class<R> type) {
    this.jdbc = jdbc;
    this.table = table;
    this.type = type;
  }

  /**
   * Narrows the page unless the value is null.
   *
   * @param condition names the value {@code :name}
   */
  FilteredRows<R> where(String condition, String name, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      values.put(name, value);
    }
    return this;
  }

  /** The page and the count as of one snapshot. */
  <T> Page<T> page(Postgres postgres, PageRequest page, Function<R, T> read) {
    String from =
        " FROM "
            + table
            + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    return postgres.inTransaction(
        Postgres.Isolation.SNAPSHOT,
        sql -> {
          long total =
              sql.createQuery("SELECT count(*)" + from).bindMap(values).mapTo(Long.class).one();
          List<T> items =
              sql.createQuery(
                      "SELECT *"
                          + from
                          + " ORDER BY created_at DESC, id DESC"
                          + " LIMIT :limit OFFSET :offset")
                  .bindMap(values)
                  .bind("limit", page.limit())
                  .bind("offset", page.offset())
                  .scanResultSet(
                      (rows, _) -> jdbc.entityStream(rows.get(), type).map(read).toList());
          return Page.of(items, page, total);
        });
  }
}
