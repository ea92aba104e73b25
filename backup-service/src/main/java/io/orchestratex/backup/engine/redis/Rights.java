package io.orchestratex.backup.engine.redis;

import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Reach;
import io.orchestratex.kit.connection.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Tries the connection to a server step by step, and what its account may do there. */
final class Rights {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final List<List<String>> BACKUP =
      List.of(List.of("psync", "?", "-1"), List.of("replconf", "rdb-only", "1"), List.of("info"));

  private static final List<List<String>> RESTORE =
      List.of(
          List.of("restore", "key", "0", "value"),
          List.of("dump", "key"),
          List.of("scan", "0"),
          List.of("swapdb", "0", "1"),
          List.of("flushdb"),
          List.of("eval", "return 1", "0"),
          List.of("move", "key", "1"),
          List.of("multi"));

  /** What an account needs for both. */
  static final String ALL =
      "~* -@all +auth +hello +ping +select +@transaction +@scripting +info +dbsize +scan +keys +type"
          + " +exists +get +set +setnx +del +unlink +hset +hgetall +dump +restore +pexpireat +move"
          + " +swapdb +flushdb +psync +replconf +config|get +acl|whoami +acl|dryrun";

  private final ConnectionTest test = new ConnectionTest();
  private final RedisAddress address;

  private Rights(RedisAddress address) {
    this.address = address;
  }

  /** Takes some seconds at most, and changes nothing. */
  static ConnectionReport test(RedisAddress address) {
    return new Rights(address).all();
  }

  private ConnectionReport all() {
    if (Reach.check(test, List.of(address.text())).isPresent()) {
      connect();
    }
    return test.report();
  }

  private void connect() {
    try (RedisConnection connection = RedisConnection.open(address, PATIENCE)) {
      signIn(connection);
    } catch (SSLException e) {
      test.fail(
          Step.TLS,
          "no encrypted connection: " + e.getMessage() + ".",
          "Use redis:// if the server does not speak TLS; else check its certificate, and that this"
              + " machine trusts it.");
    } catch (IOException e) {
      signInFailed(
          "what answers is no Redis server, or it broke the connection: " + e.getMessage() + ".",
          "Check host and port, and whether the server asks for TLS (rediss://).");
    }
  }

  private void signInFailed(String detail, String remedy) {
    encryption();
    test.fail(Step.SIGN_IN, detail, remedy);
  }

  private void encryption() {
    if (address.encrypted()) {
      test.pass(Step.TLS, "encrypted");
    } else {
      test.skip(Step.TLS, "not encrypted; rediss:// asks for it");
    }
  }

  private void signIn(RedisConnection connection) throws IOException {
    try {
      connection.signIn(address);
      connection.call("PING");
    } catch (RedisReplyException e) {
      switch (e.kind()) {
        case "LOADING", "BUSY", "MASTERDOWN", "NOPERM" -> {} // It knows the account.
        default -> {
          signInFailed("Redis says \"" + e.getMessage() + "\".", "Check user and password.");
          return;
        }
      }
    }
    encryption();
    test.pass(
        Step.SIGN_IN,
        "signed in as " + (address.user().isEmpty() ? "the default account" : address.user()));
    permissions(connection);
  }

  private void permissions(RedisConnection connection) throws IOException {
    List<String> missing;
    List<String> restore;
    try {
      connection.call("INFO", "server");
      missing = missing(connection, BACKUP);
      restore = missing(connection, RESTORE);
    } catch (RedisReplyException e) {
      switch (e.kind()) {
        case "NOPERM" ->
            test.fail(Step.PERMISSION, "Redis says \"" + e.getMessage() + "\".", grant());
        case "LOADING", "BUSY", "MASTERDOWN" ->
            test.fail(
                Step.PERMISSION,
                "Redis cannot answer now: \"" + e.getMessage() + "\".",
                "Try again later.");
        default ->
            test.pass(
                Step.PERMISSION, "servers before 7.0 do not say before what an account may do");
      }
      return;
    }
    if (!missing.isEmpty()) {
      test.fail(
          Step.PERMISSION, "the account may not " + String.join(", ", missing) + ".", grant());
    } else if (restore.isEmpty()) {
      test.pass(Step.PERMISSION, "may back up and restore every key");
    } else {
      test.pass(
          Step.PERMISSION,
          "may back up, and not restore: it may not " + String.join(", ", restore),
          grant());
    }
  }

  private static List<String> missing(RedisConnection connection, List<List<String>> commands)
      throws IOException {
    String own = RedisConnection.text(connection.call("ACL", "WHOAMI"));
    List<String> missing = new ArrayList<>();
    for (List<String> command : commands) {
      List<String> words = new ArrayList<>(List.of("ACL", "DRYRUN", own));
      words.addAll(command);
      if (!RedisConnection.text(connection.call(words.toArray(String[]::new))).equals("OK")) {
        missing.add(command.getFirst());
      }
    }
    return missing;
  }

  private String grant() {
    String user = address.user().isEmpty() ? "default" : address.user();
    return "As an administrator: ACL SETUSER " + user + " " + ALL;
  }
}
