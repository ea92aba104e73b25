package io.orchestratex.cli.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.discovery.Container;
import io.orchestratex.cli.discovery.EngineKind;
import io.orchestratex.cli.discovery.FoundEngine;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which account signs in at which engine: that of a line of a file of URIs, that of the command
 * line, that of a container's environment, else the engine's usual one without a password.
 */
final class Accounts {

  private static final Pattern LINE =
      Pattern.compile(
          "(?<scheme>mongodb|postgresql|postgres)://(?<user>[^:@/?#\\s]+)(?::(?<password>[^@/?#\\s]*))?"
              + "@(?<host>\\[[^]]+]|[^:/?#,\\s]+)(?::(?<port>\\d{1,5}))?(?<tail>[/?][^\\s]*)?");

  private final List<Line> lines;
  private final @Nullable String user;
  private final @Nullable String password;

  /**
   * A line of the file.
   *
   * @param host as it stands there
   */
  private record Line(EngineKind kind, String host, int port, Account account) {}

  private Accounts(List<Line> lines, @Nullable String user, @Nullable String password) {
    this.lines = List.copyOf(lines);
    this.user = user;
    this.password = password;
  }

  /**
   * Out of the lines of a file and what the command line says.
   *
   * @throws IllegalArgumentException names the line that is no URI, and not what is in it
   */
  static Accounts of(List<String> file, @Nullable String user, @Nullable String password) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < file.size(); i++) {
      String line = file.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "line %d is not of the form mongodb://USER:PASSWORD@HOST:PORT/… or postgresql://…"
                .formatted(i + 1));
      }
      lines.add(line(matcher));
    }
    return new Accounts(lines, user, password);
  }

  private static Line line(Matcher uri) {
    EngineKind kind =
        uri.group("scheme").equals("mongodb") ? EngineKind.MONGODB : EngineKind.POSTGRESQL;
    String written = uri.group("password");
    String port = uri.group("port");
    return new Line(
        kind,
        uri.group("host").replaceAll("[\\[\\]]", ""),
        port == null ? kind.port() : Integer.parseInt(port),
        new Account(
            uri.group("user"),
            // What is sent beside a URI is the password as it is.
            written == null ? null : URLDecoder.decode(written.replace("+", "%2B"), UTF_8),
            uri.group("tail") == null ? tail(kind, true) : uri.group("tail"),
            "the file of --credentials"));
  }

  private static String tail(EngineKind kind, boolean signsIn) {
    if (kind == EngineKind.POSTGRESQL) {
      return "/postgres";
    }
    return signsIn ? "/?authSource=admin" : "/";
  }

  /** The one for an engine. */
  Account of(FoundEngine engine, Places places) {
    EngineKind kind = engine.kind();
    for (Line line : lines) {
      if (line.kind() == kind && places.isAt(engine, line.host(), line.port())) {
        return line.account();
      }
    }
    if (user != null) {
      return new Account(user, password, tail(kind, true), "the command line");
    }
    Container container = engine.container();
    if (container != null && container.user() != null) {
      return new Account(
          Gateway.escaped(container.user()),
          container.password(),
          tail(kind, true),
          container.password() == null
              ? "the container's environment, without a password"
              : "the container's environment");
    }
    return kind == EngineKind.POSTGRESQL
        ? new Account("postgres", password, tail(kind, true), "PostgreSQL's usual one")
        : new Account(null, null, tail(kind, false), "none");
  }

  /** The account that a person names when asked. */
  static Account typed(EngineKind kind, String user, String password) {
    return new Account(user, password, tail(kind, true), "what was typed");
  }
}
