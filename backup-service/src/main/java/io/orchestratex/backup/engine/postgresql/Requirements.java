package io.orchestratex.backup.engine.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a server must have before a database can be loaded into it, because it is not in a backup.
 *
 * @param roles who owns something in the database or is granted something
 * @param tablespaces where something of it lies
 * @param extensions with their versions at the time of the backup
 */
record Requirements(Set<String> roles, Set<String> tablespaces, Map<String, String> extensions) {

  /** Attribute of a file. */
  static final String ATTRIBUTE = "requires";

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  Requirements {
    roles = roles == null ? Set.of() : Set.copyOf(roles);
    tablespaces = tablespaces == null ? Set.of() : Set.copyOf(tablespaces);
    extensions = extensions == null ? Map.of() : Map.copyOf(extensions);
  }

  /** Asks in the snapshot of a dump. */
  static Requirements of(Connection connection, DatabaseFacts facts, ArchiveContents contents)
      throws SQLException {
    Set<String> roles =
        new TreeSet<>(
            PgServer.strings(
                connection,
                """
                SELECT DISTINCT r.rolname FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
                JOIN pg_database d ON d.datname = current_database()
                WHERE s.refclassid = 'pg_authid'::regclass AND (s.dbid = d.oid
                  OR (s.classid = 'pg_database'::regclass AND s.objid = d.oid))\
                """));
    Set<String> tablespaces = new TreeSet<>();
    roles.add(facts.owner());
    facts.roleSettings().forEach(each -> roles.add(each.role()));
    List<DatabaseFacts.Grant> grants = facts.grants();
    if (grants != null) {
      grants.stream()
          .filter(each -> each.grantee() != null)
          .forEach(each -> roles.add(String.valueOf(each.grantee())));
    }
    String own = facts.tablespace();
    if (own != null) {
      tablespaces.add(own);
    }
    for (ArchiveEntry entry : contents.entries()) {
      if (isGiven(entry.owner())) {
        roles.add(contents.decoded(entry.owner()));
      }
      if (isGiven(entry.tablespace())) {
        tablespaces.add(contents.decoded(entry.tablespace()));
      }
    }
    return new Requirements(roles, tablespaces, extensions(connection));
  }

  private static boolean isGiven(@Nullable String text) {
    return text != null && !text.isEmpty();
  }

  static Map<String, String> extensions(Connection connection) throws SQLException {
    Map<String, String> versions = new TreeMap<>();
    for (String each :
        PgServer.strings(connection, "SELECT extname || ' ' || extversion FROM pg_extension")) {
      int space = each.lastIndexOf(' ');
      versions.put(each.substring(0, space), each.substring(space + 1));
    }
    return versions;
  }

  /** What a server lacks, each a sentence that says what to do. */
  List<String> missing(Connection connection, String database) throws SQLException {
    List<String> sentences = new ArrayList<>();
    for (String role : without(roles, connection, "SELECT rolname FROM pg_roles")) {
      sentences.add(
          "role %s, which owns or may use something in database %s, does not exist; make it with CREATE ROLE %s (roles are not part of a backup)."
              .formatted(role, database, PgServer.identifier(role)));
    }
    for (String each : without(tablespaces, connection, "SELECT spcname FROM pg_tablespace")) {
      sentences.add(
          "tablespace %s, in which database %s has something, does not exist; make it with CREATE TABLESPACE %s LOCATION '…'."
              .formatted(each, database, PgServer.identifier(each)));
    }
    for (String each :
        without(extensions.keySet(), connection, "SELECT name FROM pg_available_extensions")) {
      sentences.add(
          "extension %s, which database %s uses, is not installed on the server; install its package."
              .formatted(each, database));
    }
    return sentences;
  }

  private static Set<String> without(Set<String> wanted, Connection connection, String present)
      throws SQLException {
    Set<String> missing = new TreeSet<>(wanted);
    PgServer.strings(connection, present).forEach(missing::remove);
    missing.remove("");
    return missing;
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a file; backups of earlier versions know the owner of the database only. */
  static Requirements of(Map<String, String> attributes) {
    String json = attributes.get(ATTRIBUTE);
    if (json == null) {
      String owner = DatabaseFacts.fromJson(attributes.get("database")).owner();
      return new Requirements(owner.isEmpty() ? Set.of() : Set.of(owner), Set.of(), Map.of());
    }
    try {
      return JSON.readValue(json, Requirements.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("what a database requires is no JSON", e);
    }
  }
}
