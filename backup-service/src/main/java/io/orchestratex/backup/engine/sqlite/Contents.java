package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in a database file that was checked.
 *
 * @param facts of its tables, and of its schema under the name {@code main.sqlite_schema}
 * @param orphans rows whose foreign keys lead nowhere; SQLite allows them unless it is told not to
 * @param unchecked tables whose indexes could not be checked, because the application brings a
 *     collation or function that they need
 */
record Contents(FileHeader header, List<ObjectFact> facts, long orphans, List<String> unchecked) {

  /** The only database of a file, as SQLite itself calls it. */
  static final String DATABASE = "main";

  static final String ORPHANS = "foreign_key_orphans";
  static final String UNCHECKED = "unchecked_tables";

  Contents {
    facts = List.copyOf(facts);
    unchecked = List.copyOf(unchecked);
  }

  /** The file of a dump that holds it. */
  DumpedFile dumped() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("page_bytes", Integer.toString(header.pageBytes()));
    attributes.put("journal", header.isWal() ? "wal" : "rollback");
    attributes.put("user_version", Integer.toString(header.userVersion()));
    attributes.put("application_id", Integer.toString(header.applicationId()));
    if (orphans > 0) {
      attributes.put(ORPHANS, Long.toString(orphans));
    }
    if (!unchecked.isEmpty()) {
      attributes.put(UNCHECKED, String.join(", ", unchecked));
    }
    return new DumpedFile(DATABASE, facts, attributes);
  }
}
