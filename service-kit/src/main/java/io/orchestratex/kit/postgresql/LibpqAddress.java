package io.orchestratex.kit.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.kit.settings.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server's address as libpq writes it: {@code
 * postgresql://user:password@host:port,host:port/database?sslmode=verify-full&sslrootcert=…}, with
 * all its parameters. Each one is given to the driver under the driver's name, and to PostgreSQL's
 * own programs in their environment, so that both reach the same server in the same way. One that
 * could not be kept to is refused, because a connection that is less safe than its address asks for
 * must not be made.
 *
 * @param hosts one or several, each {@code host:port}
 * @param database empty where the address names none
 * @param user empty where the address names none
 * @param parameters under libpq's names, decoded, in their order
 * @see <a
 *     href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">libpq</a>
 */
public record LibpqAddress(
    List<String> hosts,
    String database,
    String user,
    @Nullable Secret password,
    Map<String, String> parameters) {

  /** What an address looks like, for people. */
  public static final String FORM =
      "postgresql://user:password@host:port/database?sslmode=verify-full";

  private static final Pattern SCHEME = Pattern.compile("postgres(ql)?://(.*)", Pattern.DOTALL);
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^\\[\\]:@/?#\\s]+)(?::(\\d{1,5}))?");
  private static final int DEFAULT_PORT = 5432;
  private static final int LAST_PORT = 65_535;
  private static final String SSL_ROOT = "sslrootcert";
  private static final String SSL_MODE = "sslmode";
  private static final String VERIFY_FULL = "verify-full";
  private static final String SYSTEM = "system";
  private static final String SESSION_ATTRIBUTES = "target_session_attrs";

  /** libpq's names, and the driver's. */
  private static final Map<String, String> DRIVER_NAMES =
      Map.ofEntries(
          Map.entry(SSL_MODE, SSL_MODE),
          Map.entry(SSL_ROOT, SSL_ROOT),
          Map.entry("sslcert", "sslcert"),
          Map.entry("sslkey", "sslkey"),
          Map.entry("sslpassword", "sslpassword"),
          Map.entry("sslnegotiation", "sslNegotiation"),
          Map.entry("channel_binding", "channelBinding"),
          Map.entry("gssencmode", "gssEncMode"),
          Map.entry("krbsrvname", "kerberosServerName"),
          Map.entry("application_name", "ApplicationName"),
          Map.entry("connect_timeout", "connectTimeout"),
          Map.entry("options", "options"),
          Map.entry("keepalives", "tcpKeepAlive"),
          Map.entry(SESSION_ATTRIBUTES, "targetServerType"),
          Map.entry("load_balance_hosts", "loadBalanceHosts"));

  /** libpq's names, and the variables of its environment. */
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry(SSL_MODE, "PGSSLMODE"),
          Map.entry(SSL_ROOT, "PGSSLROOTCERT"),
          Map.entry("sslcert", "PGSSLCERT"),
          Map.entry("sslkey", "PGSSLKEY"),
          Map.entry("sslnegotiation", "PGSSLNEGOTIATION"),
          Map.entry("sslcompression", "PGSSLCOMPRESSION"),
          Map.entry("sslsni", "PGSSLSNI"),
          Map.entry("channel_binding", "PGCHANNELBINDING"),
          Map.entry("gssencmode", "PGGSSENCMODE"),
          Map.entry("krbsrvname", "PGKRBSRVNAME"),
          Map.entry("application_name", "PGAPPNAME"),
          Map.entry("connect_timeout", "PGCONNECT_TIMEOUT"),
          Map.entry("options", "PGOPTIONS"),
          Map.entry(SESSION_ATTRIBUTES, "PGTARGETSESSIONATTRS"),
          Map.entry("load_balance_hosts", "PGLOADBALANCEHOSTS"));

  /** libpq has no variable for them, only its connection string. */
  private static final Set<String> IN_STRINGS =
      Set.of(
          "keepalives",
          "keepalives_count",
          "keepalives_idle",
          "keepalives_interval",
          "tcp_user_timeout");

  /** The program decides about them. */
  private static final Set<String> OF_PROGRAMS =
      Set.of("client_encoding", "fallback_application_name");

  /** What a parameter may be, where neither side says it well. */
  private static final Map<String, List<String>> VALUES =
      Map.of(
          SSL_MODE,
          List.of("disable", "allow", "prefer", "require", "verify-ca", VERIFY_FULL),
          SESSION_ATTRIBUTES,
          List.of("any", "read-write", "read-only", "primary", "standby", "prefer-standby"));

  /** The driver's own, for addresses that were written for it. */
  private static final Set<String> DRIVERS_OWN =
      Set.of(
          "sslfactory",
          "sslNegotiation",
          "channelBinding",
          "gssEncMode",
          "kerberosServerName",
          "ApplicationName",
          "connectTimeout",
          "socketTimeout",
          "loginTimeout",
          "tcpKeepAlive",
          "targetServerType",
          "loadBalanceHosts");

  /** Without a counterpart, and of no weight for what a connection may do. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "client_encoding",
          "fallback_application_name",
          "keepalives_count",
          "keepalives_idle",
          "keepalives_interval",
          "sslcompression",
          "sslsni",
          "tcp_user_timeout");

  private static final Map<String, String> DRIVER_VALUES =
      Map.ofEntries(
          Map.entry("tcpKeepAlive=1", "true"),
          Map.entry("tcpKeepAlive=0", "false"),
          Map.entry("targetServerType=read-write", "primary"),
          Map.entry("targetServerType=read-only", "secondary"),
          Map.entry("targetServerType=standby", "secondary"),
          Map.entry("targetServerType=prefer-standby", "preferSecondary"),
          Map.entry("loadBalanceHosts=random", "true"),
          Map.entry("loadBalanceHosts=disable", "false"));

  public LibpqAddress {
    hosts = List.copyOf(hosts);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException saying what is wrong with it ("has a port that …"), without
   *     any part of it but the name of a parameter
   */
  public static LibpqAddress parse(Secret address) {
    var scheme = SCHEME.matcher(address.reveal());
    if (!scheme.matches()) {
      throw wrong("is invalid");
    }
    String[] halves = scheme.group(2).split("\\?", 2);
    int at = halves[0].lastIndexOf('@');
    String[] account = at < 0 ? new String[] {""} : halves[0].substring(0, at).split(":", 2);
    String[] place = halves[0].substring(at + 1).split("/", 2);
    Map<String, String> parameters =
        halves.length == 1 || halves[1].isEmpty() ? new LinkedHashMap<>() : parameters(halves[1]);
    String user = Objects.requireNonNullElse(parameters.remove("user"), decoded(account[0]));
    String password = parameters.remove("password");
    if (password == null && account.length == 2) {
      password = decoded(account[1]);
    }
    String database = parameters.remove("dbname");
    if (database == null) {
      database = place.length == 1 ? "" : decoded(place[1]);
    }
    LibpqAddress read =
        new LibpqAddress(
            hosts(place[0]),
            database,
            user,
            password == null ? null : new Secret(password),
            parameters);
    read.check();
    return read;
  }

  private void check() {
    VALUES.forEach((name, values) -> {
      String given = parameters.get(name);
      if (given != null && !values.contains(given)) {
        throw wrong("has %s=%s, which is none of %s".formatted(name, given, values));
      }
    });
    String mode = parameters.getOrDefault(SSL_MODE, VERIFY_FULL);
    if (isRootOfSystem() && !mode.equals(VERIFY_FULL)) {
      throw wrong(
          "has the weak sslmode=%s with sslrootcert=system, which libpq refuses; use sslmode=verify-full, or name a file of certificates"
              .formatted(mode));
    }
    driverProperties();
  }

  private boolean isRootOfSystem() {
    return SYSTEM.equals(parameters.get(SSL_ROOT));
  }

  private static List<String> hosts(String text) {
    List<String> hosts = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      var host = HOST.matcher(each);
      if (!host.matches()) {
        throw wrong("names no host, or one that cannot be read");
      }
      int port = host.group(2) == null ? DEFAULT_PORT : Integer.parseInt(host.group(2));
      if (port < 1 || port > LAST_PORT) {
        throw wrong("has a port that does not exist");
      }
      hosts.add(host.group(1) + ":" + port);
    }
    return hosts;
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String each : query.split("&", -1)) {
      String[] pair = each.split("=", 2);
      if (pair.length != 2 || pair[0].isEmpty()) {
        throw wrong("has a parameter that is not name=value");
      }
      if (parameters.put(decoded(pair[0]), decoded(pair[1])) != null) {
        throw wrong("has the parameter " + decoded(pair[0]) + " twice");
      }
    }
    return parameters;
  }

  /** A plus sign is itself, as in libpq. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      // The message of the cause may show a part of a password.
      throw wrong("has a % that is not followed by two digits");
    }
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + "; expected " + FORM);
  }

  /**
   * The driver's address of a database; account and parameters are not in it.
   *
   * @param name another database than the address's own
   */
  public String jdbcUrl(String name) {
    return "jdbc:postgresql://"
        + String.join(",", hosts)
        + "/"
        + URLEncoder.encode(name, UTF_8).replace("+", "%20");
  }

  /** Account and parameters, under the driver's names; a new object each time. */
  public Properties driverProperties() {
    Properties properties = new Properties();
    if (!user.isEmpty()) {
      properties.put("user", user);
    }
    if (password != null) {
      properties.put("password", password.reveal());
    }
    parameters.forEach((name, value) -> put(properties, name, value));
    return properties;
  }

  private static void put(Properties properties, String name, String value) {
    if (name.equals(SSL_ROOT) && value.equals(SYSTEM)) {
      // The certificates that this JVM trusts; libpq then asks for a verified name as well.
      properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
      properties.put(SSL_MODE, VERIFY_FULL);
    } else if (DRIVER_NAMES.containsKey(name) || DRIVERS_OWN.contains(name)) {
      String driverName = DRIVER_NAMES.getOrDefault(name, name);
      properties.put(driverName, DRIVER_VALUES.getOrDefault(driverName + "=" + value, value));
    } else if (!WITHOUT_EFFECT.contains(name)) {
      throw wrong(
          "has the parameter %s, which is not known here; known are %s"
              .formatted(name, String.join(", ", new TreeSet<>(DRIVER_NAMES.keySet()))));
    }
  }

  /**
   * The environment in which a program of PostgreSQL reaches the same server in the same way, with
   * account and password; a new map each time.
   *
   * @throws IllegalArgumentException saying which parameter no program could be given safely
   */
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PGHOST", joined(host -> host.substring(0, host.lastIndexOf(':'))));
    environment.put("PGPORT", joined(host -> host.substring(host.lastIndexOf(':') + 1)));
    if (!user.isEmpty()) {
      environment.put("PGUSER", user);
    }
    if (password != null) {
      environment.put("PGPASSWORD", password.reveal());
    }
    if (isRootOfSystem()) {
      environment.put("PGSSLMODE", VERIFY_FULL);
    }
    parameters.forEach((name, value) -> {
      String variable = VARIABLES.get(name);
      if (variable != null) {
        environment.put(variable, value);
      } else if (!IN_STRINGS.contains(name) && !OF_PROGRAMS.contains(name)) {
        throw wrong(
            "has the parameter %s, which PostgreSQL's own programs cannot be given"
                .formatted(name));
      }
    });
    return environment;
  }

  private String joined(UnaryOperator<String> part) {
    return hosts.stream()
        .map(part)
        .map(each -> each.replaceAll("[\\[\\]]", ""))
        .collect(Collectors.joining(","));
  }

  /**
   * What {@link #environment()} cannot say, as libpq's connection string for a program: the
   * database and what there is no variable for. It holds no secret.
   *
   * @param name another database than the address's own
   */
  public String connectionString(String name) {
    StringBuilder text = new StringBuilder("dbname=" + quoted(name));
    parameters.forEach((parameter, value) -> {
      if (IN_STRINGS.contains(parameter)) {
        text.append(' ').append(parameter).append('=').append(quoted(value));
      }
    });
    return text.toString();
  }

  private static String quoted(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
