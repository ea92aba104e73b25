package io.orchestratex.backup.engine.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * In which order a dump writes the columns of tables that inherit from others: a table that is made
 * anew has the inherited ones first, and its rows would be written otherwise.
 */
final class ColumnOrders {

  /** Attribute of a file: the columns, ready for SQL, by the name of the table. */
  static final String ATTRIBUTE = "columns";

  private static final JsonMapper JSON = new JsonMapper();

  private ColumnOrders() {}

  /** For {@link #ATTRIBUTE}. */
  static String json(Map<String, Tables.Table> tables) {
    Map<String, String> columns = new TreeMap<>();
    tables.forEach((name, table) -> {
      if (table.inherits()) {
        columns.put(name, table.columns());
      }
    });
    return written(columns);
  }

  static String written(Map<String, String> columns) {
    try {
      return JSON.writeValueAsString(columns);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a file; where it names a table not, the table's own order is meant. */
  static Map<String, String> of(Map<String, String> attributes) {
    try {
      return JSON.readValue(
          attributes.getOrDefault(ATTRIBUTE, "{}"), new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the columns of a database's tables are no JSON", e);
    }
  }
}
