package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.WayOfEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database that is made for each test and removed after it, with all that a restore left. */
abstract class CaseDatabases {

  static final String DATABASE = "case_pg";
  static final String OTHER = "case_pg_other";
  private static int number;

  @BeforeEach
  void make() {
    clean();
    Round.create(DATABASE, "");
  }

  @AfterEach
  void clean() {
    Round.drop(DATABASE);
    Round.drop(OTHER);
    Round.rows("template1", "SELECT datname FROM pg_database WHERE datname LIKE 'ox\\_%'")
        .forEach(Round::drop);
  }

  static String nextId() {
    return "20010204_%06d".formatted(++number);
  }

  static WayOfEngine way(Round round, Dump dump) {
    WayOfEngine way = round.way(round.scope(dump, nextId(), DATABASE));
    way.cleanUp();
    return way;
  }
}
