package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The parameters of a PostgreSQL address, by libpq's names. Only those are taken that libpq
 * (pg_dump, pg_restore, psql) and the driver both understand: each must lead all of them to the
 * same server in the same way.
 */
record PgParameters(Map<String, String> values) {

  static final PgParameters NONE = new PgParameters(Map.of());

  /**
   * How both are given one.
   *
   * @param variable of libpq's environment; empty where it has none, and the connection string is
   *     the way
   * @param property of the driver
   */
  private record Way(String variable, String property) {}

  private static final Map<String, Way> WAYS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("application_name", new Way("PGAPPNAME", "ApplicationName")),
              Map.entry("channel_binding", new Way("PGCHANNELBINDING", "channelBinding")),
              Map.entry("connect_timeout", new Way("PGCONNECT_TIMEOUT", "connectTimeout")),
              Map.entry("gssencmode", new Way("PGGSSENCMODE", "gssEncMode")),
              Map.entry("keepalives", new Way("", "tcpKeepAlive")),
              Map.entry("krbsrvname", new Way("PGKRBSRVNAME", "kerberosServerName")),
              Map.entry("options", new Way("PGOPTIONS", "options")),
              Map.entry("sslcert", new Way("PGSSLCERT", "sslcert")),
              Map.entry("sslkey", new Way("PGSSLKEY", "sslkey")),
              Map.entry("sslmode", new Way("PGSSLMODE", "sslmode")),
              Map.entry("sslrootcert", new Way("PGSSLROOTCERT", "sslrootcert")),
              Map.entry(
                  "target_session_attrs", new Way("PGTARGETSESSIONATTRS", "targetServerType"))));

  private static final Map<String, String> SERVER_TYPES =
      Map.of(
          "any", "any",
          "read-write", "primary",
          "primary", "primary",
          "standby", "secondary",
          "prefer-standby", "preferSecondary");

  PgParameters {
    values = Map.copyOf(values);
  }

  /**
   * Of the query of an address.
   *
   * @throws IllegalArgumentException that names a parameter which is not understood
   */
  static PgParameters of(String query) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String each : query.split("&", -1)) {
      if (each.isEmpty()) {
        continue;
      }
      int equals = each.indexOf('=');
      String name = URLDecoder.decode(equals < 0 ? each : each.substring(0, equals), UTF_8);
      String value =
          equals < 0
              ? ""
              : URLDecoder.decode(each.substring(equals + 1).replace("+", "%2B"), UTF_8);
      if (!WAYS.containsKey(name)) {
        throw new IllegalArgumentException(
            "has the parameter "
                + name
                + ", which is not supported; known are "
                + String.join(", ", WAYS.keySet()));
      }
      if (name.equals("target_session_attrs") && !SERVER_TYPES.containsKey(value)) {
        throw new IllegalArgumentException(
            "has target_session_attrs="
                + value
                + "; expected one of any, read-write, primary,"
                + " standby, prefer-standby");
      }
      if (values.put(name, value) != null) {
        throw new IllegalArgumentException("has the parameter " + name + " more than once");
      }
    }
    return new PgParameters(values);
  }

  /** What the address says for sessions, in front of what we set. */
  String options() {
    return values.getOrDefault("options", "");
  }

  /** For the driver; {@link #options} are not among them. */
  void into(Properties properties) {
    values.forEach((name, value) -> {
      Way way = WAYS.get(name);
      if (way != null && !name.equals("options")) {
        properties.put(
            way.property(),
            switch (name) {
              case "target_session_attrs" -> SERVER_TYPES.getOrDefault(value, value);
              case "keepalives" -> value.equals("0") ? "false" : "true";
              default -> value;
            });
      }
    });
  }

  /** For the environment of a child program; {@link #options} are not among them. */
  void into(Map<String, String> environment) {
    values.forEach((name, value) -> {
      Way way = WAYS.get(name);
      if (way != null && !way.variable().isEmpty() && !name.equals("options")) {
        environment.put(way.variable(), value);
      }
    });
  }

  /** For a connection string: what no variable is for. */
  String connectionString() {
    return values.entrySet().stream()
        .filter(each -> {
          Way way = WAYS.get(each.getKey());
          return way != null && way.variable().isEmpty();
        })
        .map(each -> " " + each.getKey() + "=" + quoted(each.getValue()))
        .collect(Collectors.joining());
  }

  static String quoted(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
