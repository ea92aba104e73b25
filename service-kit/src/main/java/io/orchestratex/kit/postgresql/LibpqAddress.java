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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server's address as libpq writes it: {@code
 * postgresql://user:password@host:port,host:port/database?sslmode=verify-full&sslrootcert=…}, with
 * all its parameters. Each one is given to the driver under the driver's name; one that the driver
 * could not keep to is refused, because a connection that is less safe than its address asks for
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
          Map.entry("target_session_attrs", "targetServerType"),
          Map.entry("load_balance_hosts", "loadBalanceHosts"));

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
      throw wrong("is not a valid address");
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
    read.driverProperties();
    return read;
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
    if (name.equals(SSL_ROOT) && value.equals("system")) {
      // The certificates that this JVM trusts; libpq then asks for a verified name as well.
      properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
      properties.putIfAbsent(SSL_MODE, "verify-full");
    } else if (DRIVER_NAMES.containsKey(name) || DRIVERS_OWN.contains(name)) {
      String driverName = DRIVER_NAMES.getOrDefault(name, name);
      properties.put(driverName, DRIVER_VALUES.getOrDefault(driverName + "=" + value, value));
    } else if (!WITHOUT_EFFECT.contains(name)) {
      throw wrong("has the parameter " + name + ", which is not known here");
    }
  }
}
