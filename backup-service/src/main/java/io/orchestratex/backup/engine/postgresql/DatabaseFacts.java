package io.orchestratex.backup.engine.postgresql;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a database as such and not to what is in it.
 *
 * @param provider {@code c} for the C library's collations, {@code i} for ICU's, {@code b} for the
 *     server's own
 * @param icuLocale the locale of a provider that is not the C library
 * @param grants who may do what with it; null where the default was never changed
 * @param settings {@code name=value}, as set for the database
 * @param roleSettings the same, as set for a role in this database
 * @param labels security labels
 * @param monetary how sessions of this database write amounts of money, which the text of rows
 *     depends on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record DatabaseFacts(
    String owner,
    String encoding,
    String collate,
    String ctype,
    String provider,
    @Nullable String icuLocale,
    @Nullable String icuRules,
    int connectionLimit,
    @Nullable List<Grant> grants,
    List<String> settings,
    List<RoleSetting> roleSettings,
    @Nullable String comment,
    @Nullable String tablespace,
    boolean template,
    List<Label> labels,
    @Nullable String monetary) {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  DatabaseFacts {
    // Backups of earlier versions have fewer of them.
    owner = Objects.requireNonNullElse(owner, "");
    encoding = Objects.requireNonNullElse(encoding, "UTF8");
    collate = Objects.requireNonNullElse(collate, "C");
    ctype = Objects.requireNonNullElse(ctype, "C");
    provider = Objects.requireNonNullElse(provider, "c");
    grants = grants == null ? null : List.copyOf(grants);
    settings = settings == null ? List.of() : List.copyOf(settings);
    roleSettings = roleSettings == null ? List.of() : List.copyOf(roleSettings);
    labels = labels == null ? List.of() : List.copyOf(labels);
  }

  /**
   * One privilege.
   *
   * @param grantee null is everyone
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Grant(@Nullable String grantee, String privilege, boolean grantable) {}

  /** A setting of a role in this database, as {@code name=value}. */
  record RoleSetting(String role, String setting) {}

  /** A security label of a provider. */
  record Label(String provider, String label) {}

  static DatabaseFacts of(Connection connection, String database) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype,
              to_jsonb(d)->>'datlocprovider',
              COALESCE(to_jsonb(d)->>'daticulocale', to_jsonb(d)->>'datlocale'),
              to_jsonb(d)->>'daticurules',
              datconnlimit, datacl IS NOT NULL,
              shobj_description(d.oid, 'pg_database'), spcname, datistemplate,
              current_setting('lc_monetary')
            FROM pg_database d JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = ?\
            """)) {
      select.setString(1, database);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("database " + database + " is gone");
        }
        return new DatabaseFacts(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            row.getInt(8),
            row.getBoolean(9) ? grants(connection, database) : null,
            PgServer.strings(
                connection,
                """
                SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d
                ON d.oid = s.setdatabase WHERE d.datname = ? AND s.setrole = 0\
                """,
                database),
            roleSettings(connection, database),
            row.getString(10),
            row.getString(11),
            row.getBoolean(12),
            labels(connection, database),
            row.getString(13));
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

  private static List<RoleSetting> roleSettings(Connection connection, String database)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT r.rolname, unnest(s.setconfig)
            FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
            JOIN pg_roles r ON r.oid = s.setrole WHERE d.datname = ? ORDER BY 1\
            """)) {
      select.setString(1, database);
      List<RoleSetting> settings = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          settings.add(new RoleSetting(row.getString(1), row.getString(2)));
        }
      }
      return settings;
    }
  }

  private static List<Label> labels(Connection connection, String database) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT provider, label FROM pg_shseclabel l JOIN pg_database d ON d.oid = l.objoid
            WHERE classoid = 'pg_database'::regclass AND datname = ? ORDER BY 1\
            """)) {
      select.setString(1, database);
      List<Label> labels = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          labels.add(new Label(row.getString(1), row.getString(2)));
        }
      }
      return labels;
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
      return JSON.readValue(json == null ? "{\"connectionLimit\":-1}" : json, DatabaseFacts.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the facts of a database are no JSON", e);
    }
  }

  /** The value of a setting of the database itself. */
  @Nullable String setting(String name) {
    String start = name + "=";
    return settings.stream()
        .filter(each -> each.startsWith(start))
        .map(each -> each.substring(start.length()))
        .findFirst()
        .orElse(null);
  }

  /**
   * What can be compared of two databases, by what a person calls it. Whether it is a template is
   * set once it is in place, since a template cannot be dropped.
   */
  Map<String, String> comparable() {
    Map<String, String> all = new TreeMap<>();
    all.put("owner", owner);
    all.put("encoding", encoding);
    all.put(
        "locale", collate + ", " + ctype + ", " + provider + ", " + icuLocale + ", " + icuRules);
    all.put("privileges", grants == null ? "default" : sorted(grants));
    all.put("settings", sorted(settings));
    all.put("settings of roles", sorted(roleSettings));
    all.put("comment", String.valueOf(comment));
    all.put("security labels", sorted(labels));
    if (tablespace != null) {
      all.put("tablespace", tablespace);
    }
    return all;
  }

  private static String sorted(List<?> values) {
    return values.stream().map(String::valueOf).sorted().toList().toString();
  }
}
