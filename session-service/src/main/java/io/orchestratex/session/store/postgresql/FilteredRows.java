package io.orchestratex.session.store.postgresql;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.util.ArrayList;
import java.util.List;
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
  private final List<Object> values = new ArrayList<>();

  FilteredRows(JdbcOperations jdbc, String table, Class<R> type) {
    this.jdbc = jdbc;
    this.table = table;
    this.type = type;
  }

  /** Narrows the page unless the value is null. */
  FilteredRows<R> where(String condition, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      values.add(value);
    }
    return this;
  }

  <T> Page<T> page(PageRequest page, Function<R, T> read) {
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    long total =
        jdbc.prepareStatement(
            "SELECT count(*) FROM " + table + where,
            statement -> {
              bind(statement);
              try (var result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
              }
            });
    List<T> items =
        jdbc.prepareStatement(
            "SELECT * FROM "
                + table
                + where
                + " ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
            statement -> {
              int next = bind(statement);
              statement.setInt(next, page.limit());
              statement.setInt(next + 1, page.offset());
              try (var result = statement.executeQuery()) {
                return jdbc.entityStream(result, type).map(read).toList();
              }
            });
    return Page.of(items, page, total);
  }

  private int bind(java.sql.PreparedStatement statement) throws java.sql.SQLException {
    int next = 1;
    for (Object value : values) {
      statement.setObject(next++, value);
    }
    return next;
  }
}
