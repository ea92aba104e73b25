package io.orchestratex.backup.engine.postgresql;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a database as such and is not in its dump.
 *
 * @param provider {@code c} for the C library's collations, {@code i} for ICU's
 * @param grants who may do what with it; null where the default was never changed
 * @param settings {@code name=value}, as set for the database
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DatabaseFacts(
    String owner,
    String encoding,
    String collate,
    String ctype,
    String provider,
    @Nullable String icuLocale,
    int connectionLimit,
    @Nullable List<Grant> grants,
    List<String> settings) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Settings whose value is a list of identifiers and must not be quoted as a whole. */
  private static final Set<String> LISTS =
      Set.of(
          "search_path",
          "temp_tablespaces",
          "session_preload_libraries",
          "local_preload_libraries");

  /**
   * One privilege.
   *
   * @param grantee null is everyone
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Grant(@Nullable String grantee, String privilege, boolean grantable) {}

  static DatabaseFacts of(Connection connection, String database) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype,
              to_jsonb(d)->>'datlocprovider',
              COALESCE(to_jsonb(d)->>'daticulocale', to_jsonb(d)->>'datlocale'),
              datconnlimit, datacl IS NOT NULL
            FROM pg_database d WHERE datname = ?\
            """)) {
      select.setString(1, database);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("database " + database + " is gone");
        }
        String provider = row.getString(5);
        return new DatabaseFacts(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            provider == null ? "c" : provider,
            row.getString(6),
            row.getInt(7),
            row.getBoolean(8) ? grants(connection, database) : null,
            PgServer.strings(
                connection,
                """
                SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d
                ON d.oid = s.setdatabase WHERE d.datname = ? AND s.setrole = 0\
                """,
                database));
      }
    }
  }

  private static List<Grant> grants(Connection connection, String database) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT r.rolname, a.privilege_type, a.is_grantable
            FROM pg_database d, aclexplode(d.datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
            WHERE d.datname = ?\
            """)) {
      select.setString(1, database);
      List<Grant> grants = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          grants.add(new Grant(row.getString(1), row.getString(2), row.getBoolean(3)));
        }
      }
      return grants;
    }
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static DatabaseFacts fromJson(@Nullable String json) {
    try {
      JsonNode tree = JSON.readTree(json == null ? "{}" : json);
      List<Grant> grants = tree.has("grants") ? new ArrayList<>() : null;
      if (grants != null) {
        for (JsonNode each : tree.get("grants")) {
          JsonNode grantee = each.get("grantee");
          grants.add(
              new Grant(
                  grantee == null ? null : grantee.asText(),
                  each.path("privilege").asText(),
                  each.path("grantable").asBoolean()));
        }
      }
      List<String> settings = new ArrayList<>();
      tree.path("settings").forEach(each -> settings.add(each.asText()));
      JsonNode icu = tree.get("icuLocale");
      return new DatabaseFacts(
          tree.path("owner").asText(),
          tree.path("encoding").asText("UTF8"),
          tree.path("collate").asText("C"),
          tree.path("ctype").asText("C"),
          tree.path("provider").asText("c"),
          icu == null ? null : icu.asText(),
          tree.path("connectionLimit").asInt(-1),
          grants,
          settings);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the facts of a database are no JSON", e);
    }
  }

  /** Statements that make an empty database of this kind. */
  List<String> creation(String name, int limit) {
    String database = PgServer.identifier(name);
    List<String> statements = new ArrayList<>();
    statements.add(
        "CREATE DATABASE %s OWNER %s TEMPLATE template0 ENCODING %s LC_COLLATE %s LC_CTYPE %s%s CONNECTION LIMIT %d"
            .formatted(
                database,
                PgServer.identifier(owner),
                PgServer.literal(encoding),
                PgServer.literal(collate),
                PgServer.literal(ctype),
                provider.equals("i") && icuLocale != null
                    ? " LOCALE_PROVIDER icu ICU_LOCALE " + PgServer.literal(icuLocale)
                    : "",
                limit));
    if (grants != null) {
      statements.add("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
      statements.add("REVOKE ALL ON DATABASE " + database + " FROM " + PgServer.identifier(owner));
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
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      String key = setting.substring(0, equals);
      String value = setting.substring(equals + 1);
      statements.add(
          "ALTER DATABASE %s SET %s TO %s"
              .formatted(
                  database,
                  PgServer.identifier(key),
                  LISTS.contains(key) ? value : PgServer.literal(value)));
    }
    return statements;
  }
}
