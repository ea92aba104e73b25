package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.postgresql.DatabaseFacts.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The statements that make a database what its facts say. */
final class DatabaseStatements {

  /** Settings whose value is a list of identifiers and must not be quoted as a whole. */
  private static final Set<String> LISTS =
      Set.of(
          "search_path",
          "temp_tablespaces",
          "session_preload_libraries",
          "local_preload_libraries");

  private final DatabaseFacts facts;
  private final String database;

  /**
   * @param name what it is called while it is loaded
   */
  DatabaseStatements(DatabaseFacts facts, String name) {
    this.facts = facts;
    this.database = PgServer.identifier(name);
  }

  /** Makes it, empty; nothing is set yet that would govern those who load it. */
  String creation() {
    StringBuilder statement = new StringBuilder("CREATE DATABASE " + database);
    statement.append(" OWNER ").append(PgServer.identifier(facts.owner()));
    statement.append(" TEMPLATE template0 ENCODING ").append(PgServer.literal(facts.encoding()));
    statement.append(" LC_COLLATE ").append(PgServer.literal(facts.collate()));
    statement.append(" LC_CTYPE ").append(PgServer.literal(facts.ctype()));
    String locale = facts.icuLocale();
    if (facts.provider().equals("i") && locale != null) {
      statement.append(" LOCALE_PROVIDER icu ICU_LOCALE ").append(PgServer.literal(locale));
      if (facts.icuRules() != null) {
        statement.append(" ICU_RULES ").append(PgServer.literal(facts.icuRules()));
      }
    } else if (facts.provider().equals("b") && locale != null) {
      statement.append(" LOCALE_PROVIDER builtin BUILTIN_LOCALE ").append(PgServer.literal(locale));
    }
    if (facts.tablespace() != null) {
      statement.append(" TABLESPACE ").append(PgServer.identifier(facts.tablespace()));
    }
    return statement.toString();
  }

  /** What is set once the data is in it, each statement for itself. */
  List<String> properties() {
    List<String> statements = new ArrayList<>();
    List<Grant> grants = facts.grants();
    if (grants != null) {
      statements.add("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
      statements.add(
          "REVOKE ALL ON DATABASE " + database + " FROM " + PgServer.identifier(facts.owner()));
      for (Grant grant : grants) {
        statements.add(
            "GRANT %s ON DATABASE %s TO %s%s"
                .formatted(
                    grant.privilege(),
                    database,
                    grant.grantee() == null ? "PUBLIC" : PgServer.identifier(grant.grantee()),
                    grant.grantable() ? " WITH GRANT OPTION" : ""));
      }
    }
    if (facts.comment() != null) {
      statements.add(
          "COMMENT ON DATABASE " + database + " IS " + PgServer.literal(facts.comment()));
    }
    facts
        .labels()
        .forEach(label ->
            statements.add(
                "SECURITY LABEL FOR %s ON DATABASE %s IS %s"
                    .formatted(
                        PgServer.identifier(label.provider()),
                        database,
                        PgServer.literal(label.label()))));
    facts
        .settings()
        .forEach(setting -> statements.add("ALTER DATABASE " + database + set(setting)));
    facts
        .roleSettings()
        .forEach(each ->
            statements.add(
                "ALTER ROLE "
                    + PgServer.identifier(each.role())
                    + " IN DATABASE "
                    + database
                    + set(each.setting())));
    statements.add("ALTER DATABASE " + database + " CONNECTION LIMIT " + facts.connectionLimit());
    return statements;
  }

  private static String set(String setting) {
    int equals = setting.indexOf('=');
    String key = setting.substring(0, equals);
    String value = setting.substring(equals + 1);
    return " SET "
        + PgServer.identifier(key)
        + " TO "
        + (LISTS.contains(key) && !value.isEmpty() ? value : PgServer.literal(value));
  }
}
