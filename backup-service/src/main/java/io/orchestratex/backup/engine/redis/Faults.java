package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What failures of Redis mean to a person. */
final class Faults {

  static final String REFUSED = "backup.redis-refused";

  private Faults() {}

  /** What a failure of a piece of work means; a fault of a file passes as it is. */
  static EngineException explained(String what, IOException e) throws IOException {
    return switch (e) {
      case RedisReplyException reply -> said(what, reply);
      case SSLException _ ->
          new EngineException(
              "backup.target-tls-failed",
              what
                  + ": no encrypted connection to Redis; check that the certificate names the host"
                  + " and that this machine trusts it",
              e);
      case UnknownHostException _ -> away(what, "its name has no address", e);
      case SocketTimeoutException _ -> away(what, "it does not answer in time", e);
      case SocketException _, EOFException _ -> away(what, "the connection to it broke", e);
      case MalformedDumpException _ -> throw e;
      default -> throw e;
    };
  }

  private static EngineException away(String what, String why, IOException e) {
    return new EngineException(
        EngineException.UNREACHABLE, what + ": Redis does not answer, " + why + ".", e);
  }

  private static EngineException said(String what, RedisReplyException e) {
    String said = String.valueOf(e.getMessage());
    // Within a script it stands behind other words.
    return switch (said.contains("OOM command") ? "OOM" : e.kind()) {
      case "WRONGPASS", "NOAUTH" ->
          new EngineException(
              "backup.target-login-refused", "Redis refuses the account of the target.", e);
      case "NOPERM" ->
          new EngineException(
              "backup.redis-rights",
              what + ": the account of the target lacks a right, Redis says \"" + said + "\"",
              e);
      case "LOADING" -> passing(what, "it is loading its data; try again when it is done", e);
      case "BUSY" ->
          passing(what, "a script runs in it and blocks all others; try again after it", e);
      case "MASTERDOWN", "NOMASTERLINK" ->
          passing(
              what,
              "it is a replica without a connection to its source; name the source instead",
              e);
      case "READONLY" ->
          new EngineException(
              REFUSED, what + ": the server is a replica; name its source as the target", e);
      case "OOM" ->
          new EngineException(
              REFUSED,
              what + ": Redis has no memory left (maxmemory); raise it, or restore elsewhere",
              e);
      default ->
          said.contains("invalid password") || said.contains("without any password")
              ? new EngineException(
                  "backup.target-login-refused", "Redis refuses the account of the target.", e)
              : new EngineException(REFUSED, what + ": Redis says \"" + said + "\"", e);
    };
  }

  private static EngineException passing(String what, String why, IOException e) {
    return new EngineException(
        EngineException.UNREACHABLE, what + ": Redis cannot answer now, " + why + ".", e);
  }
}
